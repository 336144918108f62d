import * as z from "zod"

const id = z.int().min(1)
const text = z
    .string()
    .nullish()
    .transform((value) => value ?? "")
const layouts = z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((value) => value ?? {})

/** A row of the list of dashboards; it has no tiles (CONTRACT §8). */
export const dashboardRowSchema = z.object({id, name: text, description: text})

/** A dashboard as lists show it. */
export type DashboardRow = z.output<typeof dashboardRowSchema>

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(row: T) =>
    z.object({next: z.string().nullish(), results: z.array(row)})

/** An insight; `query` is absent where a server leaves it out of lists. */
export const insightSchema = z.object({
    id,
    name: text,
    description: text,
    query: z.unknown(),
    dashboards: z
        .array(z.int())
        .nullish()
        .transform((value) => value ?? []),
})

/** An insight with its own query, as nothing but its own page shows it. */
export type InsightBody = z.output<typeof insightSchema>

const tileSchema = z.object({
    id,
    layouts,
    color: z.string().nullish(),
    insight: z.object({id, name: text, description: text}).nullish(),
    text: z.object({id, body: text}).nullish(),
})

/** A tile: of an insight, of a text card, or of something that Beton never makes. */
export type TileBody = z.output<typeof tileSchema>

/** A dashboard with the tiles that are shown (CONTRACT §8). */
export const dashboardSchema = z.object({
    id,
    name: text,
    description: text,
    created_at: text,
    tiles: z
        .array(tileSchema)
        .nullish()
        .transform((value) => value ?? []),
})

/** A dashboard with its tiles. */
export type DashboardBody = z.output<typeof dashboardSchema>
