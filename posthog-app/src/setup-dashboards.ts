import {isTransient} from "@beton/shared/api/result"
import {waitBeforeRetry} from "@beton/shared/api/retry"

import {isGood} from "./checks/check"
import {clientsOf} from "./clients/clients"
import {type NetState, NEW_NET, Transport, UNIT_BUDGET_MS} from "./clients/transport"
import type {Config} from "./config/config"
import {type DashboardsProgress, dashboardsUnit, isBegun, NO_DASHBOARDS} from "./dashboards/provision/unit"
import type {Host} from "./host"
import type {CheckPayload} from "./setup-checks"
import {sourceReport} from "./sources"

/** A job goes on with further units for this long; one unit on top stays below the host's 30 s. */
const JOB_BUDGET_MS = 8_000
/** Passing faults of one unit; after that the daily run does it. */
const MAX_TRIES = 6
/** At most this many units in one job, whatever the clock says. */
const MAX_UNITS = 40
/** All checks that tell whether PostHog can be asked at all. */
const NEEDED = ["key", "project", "account"]

/** Where the dashboards stand after the connect check; part of its job's payload. */
export interface CheckedDashboards {
    readonly progress: DashboardsProgress
    readonly tries: number
    readonly net: NetState
}

/**
 * Makes the dashboards right after the connect check (C1), a few calls a job. What fails is a line in the log: the daily
 * run does it again.
 *
 * @param stand null: not begun yet
 */
export async function continueDashboards(
    host: Host,
    config: Config,
    payload: CheckPayload,
    stand: CheckedDashboards | null,
): Promise<void> {
    const {account, states, sources = {}} = payload.facts
    if (!config.settings.dashboards.enabled || host.dryRun === true) return
    const isReady = NEEDED.every((id) => isGood(states[id]?.state ?? "skipped"))
    if (account === undefined || !isReady) {
        host.log("warn", "No dashboards are made before the lines above are fixed.")
        return
    }
    const transport = new Transport(host, {budgetMs: UNIT_BUDGET_MS}, stand?.net ?? NEW_NET)
    const {posthog} = clientsOf(host, config, transport)
    const report = sourceReport(config, sources)
    const started = host.now()
    let progress = stand?.progress ?? NO_DASHBOARDS
    let tries = stand?.tries ?? 0
    for (const _unit of Array.from({length: MAX_UNITS})) {
        transport.startUnit()
        const unit = await dashboardsUnit(progress, {
            host,
            config,
            posthog,
            transport,
            account,
            report,
            known: [],
        })
        if (unit.kind === "done") {
            if (unit.progress.unfinished === true)
                host.log(
                    "warn",
                    "Dashboards are not finished, as the lines above say. The next daily run tries again.",
                )
            else host.log("info", "Dashboards are up to date.")
            return
        }
        if (unit.kind === "failed") {
            const {failure} = unit
            if (!isTransient(failure) || tries >= MAX_TRIES) {
                host.log(
                    "warn",
                    `${isBegun(progress) ? "Not all dashboards were made" : "Dashboards were not made"}: ${failure.message} The next daily run tries again.`,
                )
                return
            }
            const wait = waitBeforeRetry(failure, tries, host.random())
            // Keeping to our own limit is no fault.
            if (failure.code !== "own_limit") tries += 1
            await host.enqueueCheck({...payload, dashboards: {progress, tries, net: transport.state}}, wait)
            return
        }
        progress = unit.progress
        tries = 0
        if (host.now() - started >= JOB_BUDGET_MS) break
    }
    await host.enqueueCheck({...payload, dashboards: {progress, tries, net: transport.state}}, 0)
}
