import {Workflows} from "attio/server"

import block from "./block"

export default Workflows.defineWorkflowBlockTrigger(block, async (request, {config}) => {
    const body: unknown = await request.json()
    const score = (body as {score?: unknown}).score
    if (typeof score !== "number" || score < (config.minimum ?? 0)) return {type: "no-op"}
    return {type: "outcome", id: "fired", data: {score}}
})
