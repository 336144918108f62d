import {Workflows} from "attio/server"

import {pqlScore} from "../../../beton/score/pql-score"
import block from "./block"

export default Workflows.defineWorkflowBlockExecute(block, ({config}) => pqlScore(config))
