import {Workflows} from "attio/client"

import {AUDIENCES, signalOptions} from "../../../beton/triggers/options"
import block from "./block"

const {OutcomeSchema} = Workflows

export default Workflows.defineConfigurator(block, (workflowBlock) => {
    const {NumberInput, ComboboxInput, Outcome} = Workflows.useConfigurator(workflowBlock)
    return (
        <>
            <NumberInput name="minScore" label="Score from" help="0 to 100; empty lets every score through." disableVariables />
            <ComboboxInput name="signalTypes" label="Signals" help="One of them is enough; none chosen lets all through. Type the name of one that is not listed." multi options={signalOptions} disableVariables />
            <ComboboxInput name="audience" label="About" options={AUDIENCES} disableSearch disableVariables />
            <Outcome
                id="signal_fired"
                label="Signal fired"
                schema={{
                    account: OutcomeSchema.string(),
                    companyName: OutcomeSchema.string(),
                    score: OutcomeSchema.number(),
                    signals: OutcomeSchema.string(),
                    topSignal: OutcomeSchema.string(),
                    whyNow: OutcomeSchema.string(),
                    trackRecord: OutcomeSchema.string(),
                    company: OutcomeSchema.attioRecord(),
                    deal: OutcomeSchema.attioRecord(),
                }}
            />
        </>
    )
}) // prettier-ignore
