import * as z from "zod"

import {PageError, type PostHogApi} from "./posthog-api"
import type {DashboardInfo, ListedDashboard, TileInfo} from "./shapes"

const text = z
    .string()
    .nullish()
    .transform((one) => one ?? "")
const box = z.object({x: z.number(), y: z.number(), w: z.number(), h: z.number()})
const settings = z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((one) => one ?? {})
const tileSchema = z.object({
    id: z.number(),
    layouts: z.object({sm: box.nullish()}).partial().nullish(),
    filters_overrides: settings,
    insight: z.object({id: z.number(), name: text, description: text, query: z.unknown()}).nullish(),
    text: z.object({body: text}).nullish(),
})
const dashboardSchema = z.object({
    id: z.number(),
    name: text,
    description: text,
    filters: settings,
    tiles: z
        .array(tileSchema)
        .nullish()
        .transform((tiles) => tiles ?? []),
})
const listSchema = z.object({
    next: z.string().nullish(),
    results: z.array(z.object({id: z.number(), name: text, description: text})),
})
const projectSchema = z.object({
    timezone: z.string(),
    week_start_day: z.number().nullish(),
    group_types: z.array(z.object({group_type: z.string(), group_type_index: z.number()})).catch([]),
})

/** What computing needs of the project. */
export type ProjectFacts = z.infer<typeof projectSchema>
/** A dashboard as PostHog answers it. */
export type StoredDashboard = z.infer<typeof dashboardSchema>
type StoredTile = z.infer<typeof tileSchema>

const PAGE = 100

/** What is not shown: the line by which Beton recognises its own. */
function withoutKey(description: string): string {
    return description.replace(/^(Managed by Beton\. Key:|Beton: beton\/).*$/gm, "").trim()
}

/** Whether a tile overrides the dashboard's dates. */
export function hasOwnDates({filters_overrides: own}: StoredTile): boolean {
    return typeof own.date_from === "string" || typeof own.date_to === "string"
}

/** All dashboards, page after page. @throws PageError */
export async function listDashboards(api: PostHogApi): Promise<ListedDashboard[]> {
    const found: ListedDashboard[] = []
    for (;;) {
        const page = await api.get(`/dashboards/?limit=${PAGE}&offset=${found.length}`, listSchema)
        found.push(
            ...page.results.map(({id, name, description}) => ({
                id,
                title: name,
                about: withoutKey(description),
            })),
        )
        if (typeof page.next !== "string" || page.results.length === 0) return found
    }
}

/** A dashboard as PostHog stores it. @throws PageError */
export async function storedDashboard(api: PostHogApi, id: number): Promise<StoredDashboard> {
    return api.get(`/dashboards/${id}/`, dashboardSchema).catch((error: unknown) => {
        if (error instanceof PageError && error.gone)
            throw new PageError("This dashboard does not exist, or not any more.", true)
        throw error
    })
}

/** Time zone, week and group types. @throws PageError */
export function projectFacts(api: PostHogApi): Promise<ProjectFacts> {
    return api.get("/", projectSchema)
}

/** One dashboard with its tiles. @throws PageError */
export async function readDashboard(api: PostHogApi, id: number): Promise<DashboardInfo> {
    const {name, description, filters, tiles} = await storedDashboard(api, id)
    const {timezone} = await projectFacts(api)
    const date = (value: unknown): string | null => (typeof value === "string" ? value : null)
    return {
        id,
        title: name,
        about: withoutKey(description),
        saved: {from: date(filters.date_from), to: date(filters.date_to)},
        time_zone: timezone,
        tiles: tiles.map(shownTile),
    }
}

function shownTile(tile: StoredTile): TileInfo {
    const {insight} = tile
    return {
        id: tile.id,
        box: tile.layouts?.sm ?? null,
        text: tile.text ? withoutKey(tile.text.body) : null,
        insight: insight
            ? {
                  id: insight.id,
                  title: insight.name,
                  about: withoutKey(insight.description),
                  query: insight.query,
              }
            : null,
        own_dates: hasOwnDates(tile),
    }
}
