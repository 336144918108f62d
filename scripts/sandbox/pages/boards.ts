import {readPostHogAnswer} from "@beton/shared/api/posthog-answers"
import * as z from "zod"

const text = z
    .string()
    .nullish()
    .transform((one) => one ?? "")
const box = z.object({x: z.number(), y: z.number(), w: z.number(), h: z.number()})
const insightSchema = z.object({id: z.number(), name: text, description: text, query: z.unknown()})
const dashboardSchema = z.object({
    id: z.number(),
    name: text,
    description: text,
    filters: z.record(z.string(), z.unknown()).nullish(),
    tiles: z
        .array(
            z.object({
                id: z.number(),
                layouts: z.object({sm: box.nullish()}).partial().nullish(),
                insight: insightSchema.nullish(),
                text: z.object({body: text}).nullish(),
            }),
        )
        .nullish(),
})
const listSchema = z.object({results: z.array(z.object({id: z.number(), name: text, description: text}))})
const answerSchema = z.object({
    columns: z.array(z.string()),
    results: z.array(z.array(z.unknown())),
    last_refresh: z.string().nullish(),
})
const trendSchema = z.array(
    z.object({label: z.string(), data: z.array(z.number()), labels: z.array(z.string()).nullish()}),
)

/** A PostHog with a key that stays on this side. */
export interface PostHogAccess {
    readonly url: string
    readonly project: string
    readonly key: string
}

/** What is not shown: the line by which Beton recognises its own. */
function withoutKey(description: string): string {
    return description.replace(/^(Managed by Beton\. Key:|Beton: beton\/).*$/gm, "").trim()
}

/** Reads dashboards and computes tiles through PostHog's own API, with its limits. */
export class PageBoards {
    /** PostHog runs three queries of a key at once. */
    private running: Promise<unknown> = Promise.resolve()

    constructor(private readonly access: PostHogAccess) {}

    /** All dashboards. @throws Error with a sentence */
    async list(): Promise<object> {
        const {results} = listSchema.parse(await this.call("GET", "/dashboards/?limit=100"))
        return {
            dashboards: results.map(({id, name, description}) => ({
                id,
                title: name,
                about: withoutKey(description),
            })),
        }
    }

    /** One dashboard with its tiles. @throws Error with a sentence */
    async dashboard(id: number): Promise<object> {
        const found = dashboardSchema.parse(await this.call("GET", `/dashboards/${id}/`))
        const {name, description, filters, tiles} = found
        return {
            id,
            title: name,
            about: withoutKey(description),
            has_filter: typeof filters?.date_from === "string",
            tiles: (tiles ?? []).map((tile) => ({
                id: tile.id,
                box: tile.layouts?.sm ?? null,
                text: tile.text === null || tile.text === undefined ? null : withoutKey(tile.text.body),
                insight:
                    tile.insight === null || tile.insight === undefined
                        ? null
                        : {
                              id: tile.insight.id,
                              title: tile.insight.name,
                              about: withoutKey(tile.insight.description),
                              query: tile.insight.query,
                          },
            })),
        }
    }

    /**
     * Rows of an insight as a dashboard shows it, in the dashboard's period or another one.
     *
     * @throws Error with a sentence
     */
    tile(insight: number, dashboard: number, range: object | null): Promise<object> {
        const next = this.running.then(() => this.compute(insight, dashboard, range))
        this.running = next.catch(() => undefined)
        return next
    }

    private async compute(insight: number, dashboard: number, range: object | null): Promise<object> {
        const found = insightSchema.parse(await this.call("GET", `/insights/${insight}/`))
        const {kind, source} = found.query as {kind?: unknown; source?: {filters?: object}}
        if (kind !== "DataVisualizationNode") return this.native(insight, dashboard)
        const saved = dashboardSchema.parse(await this.call("GET", `/dashboards/${dashboard}/`)).filters ?? {}
        const {date_from: from, date_to: to} = saved
        const dateRange = range ?? (from === undefined ? null : {date_from: from, date_to: to ?? null})
        const filters = {...source?.filters, ...(dateRange === null ? {} : {dateRange})}
        const body = {query: {...source, filters}, refresh: "blocking"}
        const {
            columns,
            results,
            last_refresh: at,
        } = answerSchema.parse(await this.call("POST", "/query/", body))
        return {ok: true, columns, rows: results, computed_at: at ?? ""}
    }

    /** Trends of PostHog's own: one line per series. */
    private async native(insight: number, dashboard: number): Promise<object> {
        const path = `/insights/${insight}/?refresh=blocking&from_dashboard=${dashboard}`
        const found = z
            .object({result: z.unknown(), last_refresh: z.string().nullish()})
            .parse(await this.call("GET", path))
        const lines = trendSchema.safeParse(found.result)
        if (!lines.success)
            return {ok: false, message: "The sandbox shows this kind of insight in PostHog only."}
        const days = lines.data[0]?.labels ?? []
        return {
            ok: true,
            columns: ["day", ...lines.data.map(({label}) => label)],
            rows: days.map((day, i) => [day, ...lines.data.map(({data}) => data[i] ?? null)]),
            computed_at: found.last_refresh ?? "",
        }
    }

    private async call(method: "GET" | "POST", path: string, body?: object): Promise<unknown> {
        const {url, project, key} = this.access
        const answer = await fetch(`${url}/api/projects/${project}${path}`, {
            method,
            headers: {Authorization: `Bearer ${key}`, "Content-Type": "application/json"},
            ...(body === undefined ? {} : {body: JSON.stringify(body)}),
        }).catch(() => {
            throw new Error("PostHog does not answer.")
        })
        const {status, headers} = answer
        const text = await answer.text()
        const read = readPostHogAnswer(
            {status, text, retryAfter: headers.get("retry-after"), date: headers.get("date")},
            Date.now(),
        )
        if (!read.ok) throw new Error(read.failure.message)
        return read.value
    }
}
