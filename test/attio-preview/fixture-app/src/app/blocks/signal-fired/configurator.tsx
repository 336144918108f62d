import {Workflows} from "attio/client"

import kinds from "../../../inside/kinds.server"
import block from "./block"

export default Workflows.defineConfigurator(block, (workflowBlock) => {
    const {NumberInput, ComboboxInput, Outcome, watch} = Workflows.useConfigurator(workflowBlock)
    const minimum = watch("minimum")
    return (
        <>
            <NumberInput
                name="minimum"
                label="Lowest score"
                disableVariables
                help={minimum?.value === undefined ? "Any score" : "Scores below are left out"}
            />
            <ComboboxInput
                name="kind"
                label="Signal"
                disableVariables
                options={{
                    search: async () => await kinds(),
                    getOption: async (value) => (await kinds()).find((one) => one.value === value),
                }}
            />
            <Outcome id="fired" label="Fired" schema={{score: Workflows.OutcomeSchema.number()}} />
        </>
    )
})
