import {Workflows} from "attio/client"

import block from "./block"

const {OutcomeSchema} = Workflows

export default Workflows.defineConfigurator(block, (workflowBlock) => {
    const {AttioRecordInput, TextInput, Outcome} = Workflows.useConfigurator(workflowBlock)
    return (
        <>
            <AttioRecordInput name="company" label="Company" objectSlug="companies" />
            <TextInput name="domain" label="or its domain" placeholder="acme.com" help="Used when no company is chosen." />
            <Outcome
                id="scored"
                label="Has a score"
                schema={{
                    score: OutcomeSchema.number(),
                    state: OutcomeSchema.string(),
                    signals: OutcomeSchema.string(),
                    probability: OutcomeSchema.number(),
                    whyNow: OutcomeSchema.string(),
                    trackRecord: OutcomeSchema.string(),
                    checkedAt: OutcomeSchema.string(),
                    company: OutcomeSchema.attioRecord(),
                }}
            />
            <Outcome id="not_scored" label="Has no score" schema={{reason: OutcomeSchema.string()}} />
        </>
    )
}) // prettier-ignore
