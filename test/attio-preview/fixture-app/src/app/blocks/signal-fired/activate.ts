import {createWebhookHandler, kv, Workflows} from "attio/server"

import block from "./block"

export default Workflows.defineWorkflowBlockActivate(block, async ({config, metadata}) => {
    if ((config.minimum ?? 0) > 100) return {type: "error", errorMessage: "No score is above 100."}
    const handler = await createWebhookHandler({fileName: "signal"})
    await kv.set("fan-out", {url: metadata.triggerCallbackUrl, handler: handler.id})
    return {type: "complete"}
})
