import type {DashboardDefinition} from "./definition"
import {signalOverview} from "./signal-overview"

/** The dashboards that Beton provisions, in the order people read them (C1). */
export const DASHBOARDS: readonly DashboardDefinition[] = [signalOverview]
