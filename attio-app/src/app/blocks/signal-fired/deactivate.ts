import {Workflows} from "attio/server"

import {deactivate} from "../../../beton/triggers/life-cycle"
import block from "./block"

export default Workflows.defineWorkflowBlockDeactivate(block, ({metadata}) => deactivate(metadata))
