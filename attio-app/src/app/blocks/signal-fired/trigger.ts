import {Workflows} from "attio/server"

import {trigger} from "../../../beton/triggers/life-cycle"
import block from "./block"

export default Workflows.defineWorkflowBlockTrigger(block, (request, {config, metadata}) =>
    trigger(request, config, metadata),
)
