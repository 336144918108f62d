import * as z from "zod/mini"

/** A text that is not empty. */
export const filled = z.string().check(z.minLength(1))

/** Index of a group type in its project. */
export const groupTypeIndex = z.int().check(z.gte(0), z.lte(4))

/** See `AccountSource`. */
export const accountSourceSchema = z.discriminatedUnion("type", [
    z.object({
        type: z.literal("group"),
        groupType: filled,
        groupTypeIndex,
    }),
    z.object({type: z.literal("person_property"), property: filled}),
    z.object({
        type: z.literal("email_domain"),
        emailProperty: filled,
        excludedDomains: z.readonly(z.array(z.string())),
    }),
])

/** See `Grid`. */
export const gridSchema = z.object({
    originSeconds: z.int().check(z.gte(0), z.lte(86_399)),
    days: z.array(z.int()).check(z.minLength(1)),
})

/** See `Partition`. */
export const partitionSchema = z
    .object({index: z.int().check(z.gte(0)), count: z.int().check(z.gte(1))})
    .check(z.refine((p) => p.index < p.count, "index must be below count"))

/** Half-open range of instants, ISO with Z. */
export const rangeSchema = z.object({from: z.iso.datetime(), to: z.iso.datetime()})

/** A column that counts, or an instant in unix seconds: anything else than a whole number from 0 is not PostHog's. */
export const counted = z.int().check(z.gte(0))

/** Example values shared by the registry's queries. */
export const EXAMPLE = {
    account: {type: "group" as const, groupType: "company", groupTypeIndex: 0},
    grid: {originSeconds: 21_600, days: [20_730, 20_731]},
    range: {from: "2026-09-05T06:00:00.000Z", to: "2026-10-05T06:00:00.000Z"},
    partition: {index: 0, count: 1},
}
