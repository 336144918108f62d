import {Workflows} from "attio/server"

import block from "./block"

export default Workflows.defineWorkflowBlockFinish(block, async (request, {config}) => {
    const body: unknown = await request.json()
    const score = (body as {score?: unknown}).score
    if (typeof score !== "number") return {type: "no-op"}
    return {type: "outcome", id: "scored", data: {score, domain: config.domain}}
})
