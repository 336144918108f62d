import {firedHistory, firingsByType, recentRuns} from "./beton-events"
import {DETECTION_QUERIES} from "./detection"
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
        firedHistory,
        recentRuns,
        firingsByType,
    ] as unknown as readonly QueryDefinition[]),
]
