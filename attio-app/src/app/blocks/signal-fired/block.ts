import {Workflows} from "attio"

export default Workflows.defineWorkflowBlock({
    type: "trigger",
    id: "signal-fired",
    title: "PQL signal fired",
    description: "Starts when Beton sends an account to sales.",
    configSchema: Workflows.ConfigSchema.struct({
        minScore: Workflows.ConfigSchema.number().optional(),
        signalTypes: Workflows.ConfigSchema.array(Workflows.ConfigSchema.string()).optional(),
        audience: Workflows.ConfigSchema.stringEnum(["any", "prospect", "customer"]).optional(),
    }),
})
