import {Workflows} from "attio"

export default Workflows.defineWorkflowBlock({
    type: "step",
    id: "score-company",
    title: "Score a company",
    description: "Reads the score.",
    configSchema: Workflows.ConfigSchema.struct({
        domain: Workflows.ConfigSchema.string(),
        mode: Workflows.ConfigSchema.string().optional(),
    }),
})
