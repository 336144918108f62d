import {Workflows} from "attio/server"

import {activate} from "../../../beton/triggers/life-cycle"
import block from "./block"

export default Workflows.defineWorkflowBlockActivate(block, ({config, metadata}) =>
    activate(metadata, config),
)
