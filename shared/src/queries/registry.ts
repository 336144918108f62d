import {customSignal, customSignalSchema} from "../signals/custom-signal"
import {accountEvidence} from "./account-evidence"
import {backtestCounts} from "./backtest/counts"
import {outcomeOverview} from "./backtest/outcome-overview"
import {shadowConversions, shadowRoutes} from "./backtest/shadow"
import {firedHistory, firingsByType, foreignFirings, recentBacktests} from "./beton-events"
import {confirmedAccounts} from "./confirmations"
import {convertedAccounts} from "./converted-accounts"
import {crmWrites} from "./crm-writes"
import {accountsByDomain, accountsSeen, latestDealEntries} from "./deals"
import {DETECTION_QUERIES, detectionQuery} from "./detection"
import {accountKeyShape, eventUse, groupPropertyShapes, pageWords} from "./discovery"
import {probe} from "./probe"
import type {QueryDefinition} from "./query"
import {recentRuns} from "./recent-runs"
import {
    accountCoverage,
    accountPropertiesPresent,
    eventNames,
    eventsPresent,
    groupProfiles,
    groupPropertyShare,
    warehouseTables,
} from "./sources"
import {TILE_QUERIES} from "./tiles/registry"
import {projectHistory, tileSources} from "./tiles/sources"
import {warehouseRecords, warehouseStages} from "./warehouse-deals"

/** A signal that a team defined itself: it stands for all of them, whose texts differ in their conditions only. */
const CUSTOM = customSignalSchema.parse({
    id: "example",
    title: "Example",
    events: ["checkout_started", "plan_viewed"],
    where: [{property: "plan", is: "set"}],
    window_days: 30,
})
const customDetection = detectionQuery(customSignal(CUSTOM))

/** Every HogQL query Beton sends (B1). A query that is not listed here does not exist. */
export const QUERIES: readonly QueryDefinition[] = [
    ...DETECTION_QUERIES,
    {...customDetection, example: {...(customDetection.example as object), settings: CUSTOM}},
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
        recentBacktests,
        confirmedAccounts,
        convertedAccounts,
        crmWrites,
        accountsByDomain,
        accountsSeen,
        latestDealEntries,
        warehouseRecords,
        warehouseStages,
        firingsByType,
        accountEvidence,
        outcomeOverview,
        backtestCounts,
        tileSources,
        projectHistory,
        ...TILE_QUERIES,
    ] as unknown as readonly QueryDefinition[]),
]
