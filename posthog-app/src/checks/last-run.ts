import {lastRunFinding} from "@beton/shared/checks/last-run"
import {recentRuns} from "@beton/shared/queries/recent-runs"

import {publicKeysOf} from "../config/config"
import {writerOf} from "../writer"
import {type Check, defineCheck, failed} from "./check"

const HOUR_MS = 3_600_000
const MEMORY_DAYS = 31
/** Checking a signature takes up to 10 ms, and this is one of a plugin's short jobs. */
const MAX_SUMMARIES = 100
/** "Run now" writes the current minute, and clocks differ a little. */
const AHEAD_MS = HOUR_MS

const lastRun = defineCheck({
    id: "last_run",
    title: "Last run",
    needs: ["hogql"],
    async look({config, posthog, asOf}) {
        const rows = await posthog.query(recentRuns, {
            from: new Date(asOf - MEMORY_DAYS * 24 * HOUR_MS).toISOString(),
            to: new Date(asOf + AHEAD_MS).toISOString(),
            writer: writerOf(config).writer,
            limit: MAX_SUMMARIES,
        })
        if (!rows.ok) return failed(rows.failure)
        const believed = {publicKeys: publicKeysOf(config), project: config.project}
        return lastRunFinding(rows.value, believed, asOf)
    },
})

/** Health of the daily run (A13). */
export const RUN_CHECKS: readonly Check[] = [lastRun]
