import * as z from "zod"

/** See `AccountSource`. */
export const accountSourceSchema = z.discriminatedUnion("type", [
    z.object({
        type: z.literal("group"),
        groupType: z.string().min(1),
        groupTypeIndex: z.number().int().min(0).max(4),
    }),
    z.object({type: z.literal("person_property"), property: z.string().min(1)}),
    z.object({
        type: z.literal("email_domain"),
        emailProperty: z.string().min(1),
        excludedDomains: z.array(z.string()).readonly(),
    }),
])

/** See `Grid`. */
export const gridSchema = z.object({
    originSeconds: z.number().int().min(0).max(86_399),
    days: z.array(z.number().int()).min(1),
})

/** See `Partition`. */
export const partitionSchema = z
    .object({index: z.number().int().min(0), count: z.number().int().min(1)})
    .refine((p) => p.index < p.count, "index must be below count")

/** Half-open range of instants, ISO with Z. */
export const rangeSchema = z.object({from: z.iso.datetime(), to: z.iso.datetime()})

/** A column that counts, or an instant in unix seconds: anything else than a whole number from 0 is not PostHog's. */
export const counted = z.int().min(0)

/** Example values shared by the registry's queries. */
export const EXAMPLE = {
    account: {type: "group" as const, groupType: "company", groupTypeIndex: 0},
    grid: {originSeconds: 21_600, days: [20_730, 20_731]},
    range: {from: "2026-09-05T06:00:00.000Z", to: "2026-10-05T06:00:00.000Z"},
    partition: {index: 0, count: 1},
}
