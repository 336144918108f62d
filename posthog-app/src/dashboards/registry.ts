import {accountHealth} from "./account-health"
import {backtesting} from "./backtesting"
import type {DashboardDefinition} from "./definition"
import {performance} from "./performance"
import {signalOverview} from "./signal-overview"

/** The dashboards that Beton provisions, in the order people read them (C1). */
export const DASHBOARDS: readonly DashboardDefinition[] = [
    signalOverview,
    accountHealth,
    performance,
    backtesting,
]
