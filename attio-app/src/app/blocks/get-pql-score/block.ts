import {Workflows} from "attio"

export default Workflows.defineWorkflowBlock({
    type: "step",
    id: "get-pql-score",
    title: "Get PQL score",
    description: "Reads Beton's score, signals and reasons of a company.",
    configSchema: Workflows.ConfigSchema.struct({
        company: Workflows.ConfigSchema.attioRecord().optional(),
        domain: Workflows.ConfigSchema.string().optional(),
    }),
})
