import {clientsOf} from "@beton/posthog-app/clients/clients"
import {Transport, UNIT_BUDGET_MS} from "@beton/posthog-app/clients/transport"
import type {DashboardDefinition} from "@beton/posthog-app/dashboards/definition"
import {
    type DashboardsProgress,
    dashboardsUnit,
    NO_DASHBOARDS,
} from "@beton/posthog-app/dashboards/provision/unit"

import {AS_OF} from "../../app/support/project"
import {boardHost} from "./board-host"
import type {BoardWorld} from "./world"

const REPORT = {signals: {}, coverage: {events: null, persons: null}, note: null}

/** How a sequence of units ended. */
export interface Units {
    /** "next", "done", or the sentence of a failure, unit by unit. */
    readonly ends: readonly string[]
    readonly progress: DashboardsProgress
    readonly logs: readonly string[]
    /** Longest time that a unit took on its clock, ms. */
    readonly longestMs: number
}

/** Runs units one after the other as a host does, each call of PostHog taking the same time, until all is done or `max` is reached. */
export async function runUnits(
    world: BoardWorld,
    definitions: readonly DashboardDefinition[],
    {callMs = 50, max = 60}: {readonly callMs?: number; readonly max?: number} = {},
): Promise<Units> {
    let now = Date.parse(AS_OF)
    const logs: string[] = []
    const ends: string[] = []
    const fetch: BoardWorld["wire"]["fetch"] = (url, request) => {
        now += callMs
        return world.wire.fetch(url, request)
    }
    const host = boardHost(world.storage, fetch, logs, () => now)
    const transport = new Transport(host, {budgetMs: UNIT_BUDGET_MS})
    const {posthog} = clientsOf(host, world.config, transport)
    let progress: DashboardsProgress = {...NO_DASHBOARDS, sources: {present: [], historyDays: 12}}
    let longestMs = 0
    while (ends.length < max && ends.at(-1) !== "done") {
        transport.startUnit()
        const started = now
        const unit = await dashboardsUnit(progress, {
            host,
            config: world.config,
            posthog,
            transport,
            account: {type: "group", groupType: "company", groupTypeIndex: 0},
            report: REPORT,
            known: [],
            definitions,
        })
        longestMs = Math.max(longestMs, now - started)
        ends.push(unit.kind === "failed" ? unit.failure.message : unit.kind)
        progress = unit.progress
    }
    return {ends, progress, logs, longestMs}
}
