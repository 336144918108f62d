import type {QueryDefinition} from "../query"
import * as associatedArr from "./backtesting/associated-arr"
import * as backtestCurve from "./backtesting/curve"
import * as backtestScore from "./backtesting/score"
import * as backtestSignals from "./backtesting/signals"
import * as buying from "./health/buying"
import * as features from "./health/features"
import * as plans from "./health/plans"
import * as use from "./health/use"
import * as firings from "./overview/firings"
import * as hotQueue from "./overview/hot-queue"
import * as runs from "./overview/runs"
import * as salesCycle from "./performance/cycle"
import * as followUp from "./performance/follow-up"
import * as knownDeals from "./performance/known-deals"
import * as ledger from "./performance/ledger"
import * as pipeline from "./performance/pipeline"
import * as winRates from "./performance/rates"

/** The query of every tile of the dashboards. */
export const TILE_QUERIES = [
    firings,
    hotQueue,
    runs,
    use,
    features,
    buying,
    plans,
    winRates,
    salesCycle,
    pipeline,
    ledger,
    followUp,
    knownDeals,
    backtestSignals,
    backtestScore,
    backtestCurve,
    associatedArr,
].flatMap((file) => Object.values<unknown>(file).filter(isQuery))

/** Files of queries hold their shared parts too. */
function isQuery(one: unknown): one is QueryDefinition {
    return typeof one === "object" && one !== null && "hogql" in one
}
