import {backtestCounts} from "./backtest/counts"
import {outcomeOverview} from "./backtest/outcome-overview"
import {shadowConversions, shadowRoutes} from "./backtest/shadow"
import {firedHistory, firingsByType, foreignFirings, recentRuns} from "./beton-events"
import {confirmedAccounts} from "./confirmations"
import {DETECTION_QUERIES} from "./detection"
import {accountKeyShape, eventUse, groupPropertyShapes, pageWords} from "./discovery"
import type {QueryDefinition} from "./query"
import {
    accountCoverage,
    accountPropertiesPresent,
    eventNames,
    eventsPresent,
    groupProfiles,
    groupPropertyShare,
    probe,
    warehouseTables,
} from "./sources"

/** Every HogQL query Beton sends (B1). A query that is not listed here does not exist. */
export const QUERIES: readonly QueryDefinition[] = [
    ...DETECTION_QUERIES,
    ...([
        probe,
        eventNames,
        eventsPresent,
        accountPropertiesPresent,
        accountCoverage,
        groupProfiles,
        groupPropertyShare,
        warehouseTables,
        groupPropertyShapes,
        accountKeyShape,
        eventUse,
        pageWords,
        shadowRoutes,
        shadowConversions,
        firedHistory,
        foreignFirings,
        recentRuns,
        confirmedAccounts,
        firingsByType,
        outcomeOverview,
        backtestCounts,
    ] as unknown as readonly QueryDefinition[]),
]
