import {deleteWebhookHandler, kv, listWebhookHandlers, Workflows} from "attio/server"

import block from "./block"

export default Workflows.defineWorkflowBlockDeactivate(block, async () => {
    for (const {id} of await listWebhookHandlers()) await deleteWebhookHandler(id)
    await kv.delete("fan-out")
    return {type: "complete"}
})
