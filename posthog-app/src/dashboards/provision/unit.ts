import {type Failure, type Result, succeed} from "@beton/shared/api/result"

import type {PostHogClient} from "../../clients/posthog"
import type {SourceReport} from "../../sources"
import type {DashboardDefinition, SourceId} from "../definition"
import {DASHBOARDS} from "../registry"
import {SERVER_ERROR} from "./client"
import type {Sources} from "./desired"
import {type ProvisionContext, provisionDashboard, type Provisioned} from "./provision"
import {dashboardLogLine} from "./report"
import {findSources} from "./sources"

/** A unit begins no further call after this long. */
const UNIT_MS = 6_000
/** A dashboard takes a few units; one that takes more makes no progress. */
const MAX_UNITS = 40

/** Where provisioning stands: small JSON. */
export interface DashboardsProgress {
    /** Place in the list of dashboards. */
    readonly next: number
    /** Units spent on that dashboard. */
    readonly units: number
    /** What there is to show; null: not asked yet. */
    readonly sources: Sources | null
    /** Which others each dashboard that is there names (null: it has no key line). */
    readonly there: Readonly<Record<string, readonly string[] | null>>
    /** The second time through, which tells the first ones of those that were made after them. */
    readonly again: boolean
    /** Ids of those at which PostHog failed: they come last, so that they keep none of the others waiting. */
    readonly last?: readonly string[]
    /** Something is left for the next run. */
    readonly unfinished?: true
}

/** Nothing is done yet. */
export const NO_DASHBOARDS: DashboardsProgress = {next: 0, units: 0, sources: null, there: {}, again: false}

/** Whether some dashboard is there already. */
export function isBegun({there}: DashboardsProgress): boolean {
    return Object.keys(there).length > 0
}

/** What a unit needs. */
export interface UnitContext extends Omit<ProvisionContext, "sources" | "until" | "others"> {
    readonly posthog: PostHogClient
    readonly report: SourceReport
    /** What was sent a moment ago, which PostHog may not show yet. */
    readonly known: readonly SourceId[]
    readonly definitions?: readonly DashboardDefinition[]
}

/** How a unit ended. */
export type DashboardsUnit =
    | {readonly kind: "next" | "done"; readonly progress: DashboardsProgress}
    | {readonly kind: "failed"; readonly progress: DashboardsProgress; readonly failure: Failure}

/** One unit: the sources, or some calls of one dashboard. It writes a line when something happened. */
export async function dashboardsUnit(
    progress: DashboardsProgress,
    context: UnitContext,
): Promise<DashboardsUnit> {
    const {host, posthog, config, report, known, definitions = DASHBOARDS} = context
    const definition = inOrder(definitions, progress)[progress.next]
    if (definition === undefined)
        return isTold(progress) || progress.again
            ? {kind: "done", progress}
            : {kind: "next", progress: {...progress, next: 0, again: true}}
    const {sources} = progress
    if (sources === null) {
        const found = await findSources(posthog, config, report, {now: host.now(), known})
        return found.ok
            ? {kind: "next", progress: {...progress, sources: found.value}}
            : {kind: "failed", progress, failure: found.failure}
    }
    const others = othersOf(progress, definition.id)
    const done = await provisionDashboard(definition, {
        ...context,
        sources,
        others,
        until: host.now() + UNIT_MS,
    })
    if (!done.ok && isOwnError(done.failure) && !lastOf(progress).includes(definition.id))
        return {
            kind: "next",
            progress: {...progress, units: 0, last: [...lastOf(progress), definition.id]},
        }
    if (!done.ok) return {kind: "failed", progress, failure: done.failure}
    if (!progress.again) tell(host, done.value)
    const isStuck = progress.units >= MAX_UNITS
    if (done.value.more && isStuck)
        host.log("warn", `Dashboard "${definition.title}" is not finished: the next run goes on.`)
    if (done.value.more && !isStuck) return {kind: "next", progress: {...progress, units: progress.units + 1}}
    const isLeft = done.value.more || done.value.refused.length > 0
    return {
        kind: "next",
        progress: {
            ...withDashboard(progress, done.value),
            ...(isLeft ? {unfinished: true} : {}),
            next: progress.next + 1,
            units: 0,
        },
    }
}

/** All dashboards at once, for a command that waits for it. One at which PostHog fails keeps none of the others from being done. */
export async function provisionAll(
    context: Omit<ProvisionContext, "until" | "others">,
    definitions: readonly DashboardDefinition[] = DASHBOARDS,
): Promise<Result<Provisioned[]>> {
    let progress = NO_DASHBOARDS
    const all = new Map<string, Provisioned>()
    for (const again of [false, true]) {
        if (again && (isTold(progress) || context.dryRun === true)) break
        for (const definition of definitions) {
            const others = othersOf(progress, definition.id)
            const done = await provisionDashboard(definition, {...context, others})
            if (!done.ok && isOwnError(done.failure)) {
                all.set(definition.id, failed(definition, done.failure, all.get(definition.id)))
                continue
            }
            if (!done.ok) return done
            progress = withDashboard(progress, done.value)
            const first = all.get(definition.id)
            const writes = (first?.writes ?? 0) + done.value.writes
            const entries =
                first === undefined || first.entries.length === 0 ? done.value.entries : first.entries
            all.set(definition.id, {...done.value, entries, writes})
        }
    }
    return succeed([...all.values()])
}

function isWarning({refused, entries}: Provisioned): boolean {
    return refused.length > 0 || entries.some(({action}) => action === "contested")
}

function tell(host: UnitContext["host"], provisioned: Provisioned): void {
    const line = dashboardLogLine(provisioned)
    if (line !== null) host.log(isWarning(provisioned) ? "warn" : "info", line)
}

/** An error inside PostHog, which may be about this dashboard only. */
function isOwnError({code}: Failure): boolean {
    return code === SERVER_ERROR
}

function lastOf({last = []}: DashboardsProgress): readonly string[] {
    return last
}

function inOrder(
    definitions: readonly DashboardDefinition[],
    progress: DashboardsProgress,
): DashboardDefinition[] {
    const isLast = ({id}: DashboardDefinition) => lastOf(progress).includes(id)
    return [...definitions.filter((one) => !isLast(one)), ...definitions.filter(isLast)]
}

function failed({id, title}: DashboardDefinition, {message}: Failure, before?: Provisioned): Provisioned {
    const nothing = {dashboard: id, title, url: null, others: null, entries: [], writes: 0, undone: []}
    return {...(before ?? nothing), refused: [{tile: null, message}], more: false}
}

function withDashboard(
    progress: DashboardsProgress,
    {dashboard, url, others}: Provisioned,
): DashboardsProgress {
    return url === null ? progress : {...progress, there: {...progress.there, [dashboard]: others}}
}

function othersOf({there}: DashboardsProgress, dashboard: string): string[] {
    return Object.keys(there).filter((id) => id !== dashboard)
}

/** Whether every dashboard names all others that are there. */
function isTold(progress: DashboardsProgress): boolean {
    return Object.entries(progress.there).every(
        ([id, said]) => said === null || othersOf(progress, id).every((other) => said.includes(other)),
    )
}
