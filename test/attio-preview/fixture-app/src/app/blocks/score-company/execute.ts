import {kv, Workflows} from "attio/server"

import block from "./block"

export default Workflows.defineWorkflowBlockExecute(block, async ({config, metadata}) => {
    if (config.mode === "defer") {
        await kv.set("deferred", metadata.finishCallbackUrl)
        return {type: "defer"}
    }
    if (config.mode === "error") return {type: "error", errorMessage: "No such company."}
    if (config.mode === "exit") return {type: "exit"}
    return {type: "outcome", id: "scored", data: {score: 82, domain: config.domain}}
})
