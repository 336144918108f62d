import * as z from "zod"

import {withDashboardFilters} from "../posthog/dashboards/nodes"
import {hasOwnDates, type ProjectFacts, projectFacts, storedDashboard} from "./boards"
import {followsFilter, isNative, sourceOf} from "./client/node"
import {chosenNative} from "./native/chosen"
import {nativeAnswer} from "./native/results"
import {PageError, type PostHogApi, refusal} from "./posthog-api"
import {endOfLastDay} from "./range"
import type {ChosenRange, Computed, Funnel, Rows} from "./shapes"
import {inZone} from "./zone"

const insightSchema = z.object({
    query: z.unknown(),
    result: z.unknown().optional(),
    columns: z.array(z.string()).nullish(),
    last_refresh: z.string().nullish(),
    query_status: z.object({error_message: z.string().nullish()}).nullish(),
})
const answerSchema = z.object({
    columns: z.array(z.string()),
    results: z.array(z.array(z.unknown())),
    last_refresh: z.string().nullish(),
})
const rowsSchema = z.array(z.array(z.unknown()))

/** Rows of a tile before they are told when and for which period they hold. */
export type TileRows = Rows & {readonly funnel: Funnel | null; readonly at: string | null | undefined}

/** Computes tiles as a dashboard shows them, one after the other: PostHog runs three queries of a key at once. */
export class Tiles {
    private running: Promise<unknown> = Promise.resolve()

    constructor(private readonly api: PostHogApi) {}

    /**
     * Rows of an insight on a dashboard, in the dashboard's period or a chosen one.
     *
     * @throws PageError
     */
    tile(insight: number, dashboard: number, range: ChosenRange | null): Promise<Computed> {
        const next = this.running.then(() => this.compute(insight, dashboard, range))
        this.running = next.catch(() => undefined)
        return next
    }

    private async compute(insight: number, dashboard: number, range: ChosenRange | null): Promise<Computed> {
        const project = await projectFacts(this.api)
        const chosen = range === null ? null : await this.chosen(insight, dashboard, range, project)
        const {at, ...found} = chosen ?? (await this.saved(insight, dashboard, project))
        const zone = project.timezone
        return {
            ok: true,
            ...found,
            rows: found.rows.map((row) => row.map((cell) => inZone(cell, zone))),
            computed_at: String(inZone(at ?? "", zone)),
            own_period: range !== null && chosen === null,
        }
    }

    /** As PostHog itself answers it, with the filters that the dashboard and the tile were saved with. */
    private async saved(insight: number, dashboard: number, project: ProjectFacts): Promise<TileRows> {
        const path = `/insights/${insight}/?refresh=blocking&from_dashboard=${dashboard}`
        const found = await this.api.get(path, insightSchema)
        const failed = found.query_status?.error_message
        if (typeof failed === "string") throw refusal(failed)
        const {last_refresh: at} = found
        if (isNative(found.query)) return {...nativeAnswer(found.query, found.result, project), at}
        const rows = rowsSchema.safeParse(found.result)
        if (!rows.success || !found.columns)
            throw new PageError("PostHog has not computed it yet. Try again in a moment.")
        return {columns: found.columns, rows: rows.data, funnel: null, at}
    }

    /** For a chosen period; null where the tile keeps its own. */
    private async chosen(
        insight: number,
        dashboard: number,
        range: ChosenRange,
        project: ProjectFacts,
    ): Promise<TileRows | null> {
        const {query} = await this.api.get(`/insights/${insight}/`, insightSchema)
        const {filters, tiles} = await storedDashboard(this.api, dashboard)
        const tile = tiles.find((one) => one.insight?.id === insight)
        if (!followsFilter(query) || (tile !== undefined && hasOwnDates(tile))) return null
        const {date_from: _from, date_to: _to, ...overrides} = tile?.filters_overrides ?? {}
        const merged = (dates: ChosenRange): Readonly<Record<string, unknown>> =>
            sourceOf(withDashboardFilters(query, {...filters, ...dates, ...overrides}))
        if (isNative(query)) return chosenNative(this.api, merged(range), query, project)
        const body = {query: merged(endOfLastDay(range)), refresh: "blocking"}
        const {columns, results, last_refresh: at} = await this.api.post("/query/", body, answerSchema)
        return {columns, rows: results, funnel: null, at}
    }
}
