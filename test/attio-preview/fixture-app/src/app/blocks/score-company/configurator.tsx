import {Workflows} from "attio/client"

import block from "./block"

export default Workflows.defineConfigurator(block, (workflowBlock) => {
    const {TextInput, Outcome} = Workflows.useConfigurator(workflowBlock)
    return (
        <>
            <TextInput name="domain" label="Domain" placeholder="acme.com" />
            <TextInput name="mode" label="Mode" />
            <Outcome
                id="scored"
                schema={{score: Workflows.OutcomeSchema.number(), domain: Workflows.OutcomeSchema.string()}}
            />
        </>
    )
})
