import * as z from "zod"

import {formatNumber} from "../counts"
import {bind, type Fragment, hogql} from "../queries/hogql"
import {accountHistory, HISTORY_DAYS} from "../queries/parts/account-history"
import {commonParams, defineSignal, rowKey} from "./signal"

interface LimitParams {
    usage_property: string
    limit_property: string
    ratio_property: string | null
    plan_property: string
    limit_by_plan: Record<string, number>
}

/** Property names behind usage and limit: one ratio, usage and limit, or usage and a table of limits by plan. */
export function propertiesOf(params: LimitParams): Record<string, string> {
    if (params.ratio_property !== null) return {usage_text: params.ratio_property}
    const limit = Object.keys(params.limit_by_plan).length > 0 ? params.plan_property : params.limit_property
    return {usage_text: params.usage_property, limit_text: limit}
}

export function limitOf(params: LimitParams): Fragment {
    if (params.ratio_property !== null) return hogql`1.0`
    const plans = Object.keys(params.limit_by_plan)
    if (plans.length === 0) return hogql`toFloat(limit_text)`
    return hogql`transform(limit_text, ${bind("plans", plans)}, ${bind("plan_limits", Object.values(params.limit_by_plan))}, 0)`
}

/** Limit approaching (A1): more than 80 % of the plan's limit used, as of the last report of each property. */
export const limitApproaching = defineSignal({
    id: "limit_approaching",
    version: 1,
    title: "Close to plan limit",
    description: "More than 80 % of the plan's limit is used.",
    audience: "both",
    params: z.strictObject({
        ...commonParams({base: 35, cadence: "daily"}),
        share: z.number().gt(0).max(10).default(0.8).meta({title: "Share of the limit", description: "0.8 = 80 %."}),
        usage_property: z.string().min(1).default("usage").meta({title: "Usage property", description: "Account property with the amount used."}),
        limit_property: z.string().min(1).default("usage_limit").meta({title: "Limit property", description: "Account property with the plan's limit, in the same unit."}),
        ratio_property: z.string().min(1).nullable().default(null).meta({title: "Ratio property", description: "Account property that already holds used / limit (1 = full), instead of the two."}),
        plan_property: z.string().min(1).default("plan").meta({title: "Plan property", description: "Account property with the plan's name, used with limits by plan."}),
        limit_by_plan: z.record(z.string().min(1), z.number().positive()).default({}).meta({title: "Limits by plan", description: "Plan name → limit, where the limit itself is not reported."}),
    }), // prettier-ignore
    row: z.object({...rowKey, used: z.number(), plan_limit: z.number(), share: z.number()}),
    lookbackDays: () => HISTORY_DAYS,
    sources: (params) => [{kind: "account_properties", anyOf: [Object.values(propertiesOf(params))]}],
    hogql({params, account, grid, partition}) {
        return hogql`SELECT account, day, used, plan_limit, used / plan_limit AS share
FROM (
    SELECT account, day, toFloat(usage_text) AS used, ${limitOf(params)} AS plan_limit
    FROM (${accountHistory({account, grid, partition, properties: propertiesOf(params)})})
)
WHERE used IS NOT NULL AND plan_limit > 0 AND isFinite(used / plan_limit) AND used / plan_limit > ${bind("share", params.share)}`
    },
    tuning: {
        param: "share",
        unit: "of the limit",
        value: hogql`share`,
        above: true,
        steps: ({share}) =>
            [0.85, 0.9, 0.95, 1, 1.1, 1.25]
                .filter((setting) => setting > share)
                .map((setting) => ({setting, atLeast: setting})),
    },
    evidence: (row, params) => ({
        observed: Math.round(row.share * 1000) / 1000,
        threshold: params.share,
        unit: "share of limit",
        window_days: 0,
        facts:
            params.ratio_property === null
                ? {used: row.used, limit: row.plan_limit}
                : {percent_used: Math.round(row.share * 100)},
    }),
    explain: (row, params) =>
        params.ratio_property === null
            ? `Uses ${formatNumber(row.used)} of ${formatNumber(row.plan_limit)} (${formatNumber(Math.round(row.share * 100))} %) of the plan's limit.`
            : `Uses ${formatNumber(Math.round(row.share * 100))} % of the plan's limit.`,
    limits: [
        "Knows only what the product reports as account properties; usage and limit must share a unit.",
        "A property that was never reported with $groupidentify has no history and cannot be replayed.",
    ],
    examples: [
        {
            row: {account: "acme", day: 20000, used: 9100, plan_limit: 10000, share: 0.91},
            sentence: "Uses 9,100 of 10,000 (91 %) of the plan's limit.",
        },
    ],
})
