import {Workflows} from "attio"

export default Workflows.defineWorkflowBlock({
    type: "trigger",
    id: "signal-fired",
    title: "Signal fired",
    description: "Starts when a signal fires.",
    configSchema: Workflows.ConfigSchema.struct({
        minimum: Workflows.ConfigSchema.number().optional(),
        kind: Workflows.ConfigSchema.stringEnum(["any", "spike"]).optional(),
    }),
})
