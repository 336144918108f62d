import * as z from "zod"

import {displayOf, sourceOf} from "../client/node"
import {PageError} from "../posthog-api"
import type {Funnel, Rows} from "../shapes"

/** What is told about the project's group types. */
export interface GroupTypes {
    readonly group_types: readonly {readonly group_type: string; readonly group_type_index: number}[]
}

const trendSchema = z.array(
    z.object({
        label: z.string(),
        data: z.array(z.number()),
        days: z.array(z.string()).default([]),
        aggregated_value: z.number().nullish(),
        breakdown_value: z.unknown().optional(),
        action: z.object({custom_name: z.string().nullish(), name: z.string().nullish()}).nullish(),
    }),
)
const funnelSchema = z.array(
    z.object({name: z.string(), custom_name: z.string().nullish(), count: z.number()}),
)
/** One line of a trend in PostHog's answer, or its one number. */
export type TrendLine = z.input<typeof trendSchema>[number]
/** One step of a funnel in PostHog's answer. */
export type FunnelStep = z.input<typeof funnelSchema>[number]
/** How PostHog names the line of events without the property, and that of all values beyond the largest. */
export const NONE = "$$_posthog_breakdown_null_$$"
export const OTHER = "$$_posthog_breakdown_other_$$"
const BREAKDOWN_WORDS: Readonly<Record<string, string>> = {[NONE]: "(none)", [OTHER]: "Other"}
const ELSEWHERE = "The sandbox does not draw this kind of insight; PostHog does."

/** Rows of PostHog's answer for a TrendsQuery or FunnelsQuery. @throws PageError for what is not drawn here */
export function nativeAnswer(
    query: unknown,
    result: unknown,
    project: GroupTypes,
): Rows & {funnel: Funnel | null} {
    const source = sourceOf(query)
    if (source.kind === "FunnelsQuery") {
        const steps = funnelSchema.safeParse(result)
        if (!steps.success) throw new PageError(ELSEWHERE)
        const named = steps.data.map(({name, custom_name, count}) => ({name: custom_name || name, count}))
        return funnelAnswer(source, named, project)
    }
    const lines = trendSchema.safeParse(result)
    if (!lines.success || displayOf(query) === "ActionsLineGraphCumulative") throw new PageError(ELSEWHERE)
    const isSplit = lines.data.some(({breakdown_value: value}) => value !== undefined && value !== null)
    const series = Array.isArray(source.series) ? source.series.length : 1
    const named = lines.data.map(({label, action, ...line}) => {
        const value = BREAKDOWN_WORDS[label] ?? label
        const owner = action?.custom_name || action?.name || ""
        return {...line, label: isSplit && series > 1 ? `${owner}: ${value}` : value}
    })
    return {...trendRows(query, named), funnel: null}
}

/** A funnel with who is counted and how long the way may take. */
function funnelAnswer(
    source: Readonly<Record<string, unknown>>,
    steps: Funnel["steps"],
    {group_types: types}: GroupTypes,
): Rows & {funnel: Funnel} {
    const index = source.aggregation_group_type_index
    const type = types.find((one) => one.group_type_index === index)?.group_type
    const unit = typeof index === "number" ? (type ?? "group") : "person"
    const filter = (source.funnelsFilter ?? {}) as Readonly<Record<string, unknown>>
    const length = typeof filter.funnelWindowInterval === "number" ? filter.funnelWindowInterval : 14
    const one = typeof filter.funnelWindowIntervalUnit === "string" ? filter.funnelWindowIntervalUnit : "day"
    return {
        columns: ["step", "reached"],
        rows: steps.map(({name, count}) => [name, count]),
        funnel: {unit, window: `${length} ${one}${length === 1 ? "" : "s"}`, steps},
    }
}

/** Trends as rows: one per interval with a column per line, or one per line where each is one number. */
function trendRows(query: unknown, lines: z.output<typeof trendSchema>): Rows {
    const names = distinct(lines.map(({label}) => label))
    const isTotal = lines.every(({data, aggregated_value: total}) => data.length === 0 && total !== undefined)
    if (isTotal && displayOf(query) === "BoldNumber")
        return {columns: names, rows: [lines.map((line) => line.aggregated_value ?? null)]}
    if (isTotal)
        return {
            columns: ["series", "value"],
            rows: lines.map((line, i) => [names[i], line.aggregated_value ?? null]),
        }
    const {interval} = sourceOf(query)
    const days = lines[0]?.days ?? []
    return {
        columns: [typeof interval === "string" ? interval : "day", ...names],
        rows: days.map((day, i) => [day.slice(0, 16), ...lines.map(({data}) => data[i] ?? null)]),
    }
}

/** Columns are known by their names: the second of two equal ones gets a number. */
function distinct(names: readonly string[]): string[] {
    return names.map((name, i) => {
        const before = names.slice(0, i).filter((one) => one === name).length
        return before === 0 ? name : `${name} (${before + 1})`
    })
}
