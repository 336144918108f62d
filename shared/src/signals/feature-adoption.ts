import * as z from "zod"

import {count} from "../counts"
import {bind, type Fragment, hogql, ident} from "../queries/hogql"
import {AGE_DAYS, firstTimeItems} from "../queries/parts/first-time-items"
import {counted} from "../queries/schemas"
import {commonParams, days, defineSignal, plainName, publicName, rowKey, wholeSteps} from "./signal"

/** The feature of an event row, '' where it has none (DESIGN §3 "Feature"). */
export function featureOf(params: {
    feature_events: readonly string[]
    feature_property: string | null
}): Fragment {
    if (params.feature_property !== null) {
        return hogql`coalesce(toString(properties.${ident(params.feature_property)}), '')`
    }
    if (params.feature_events.length > 0) {
        return hogql`if(event IN ${bind("feature_events", params.feature_events)}, event, '')`
    }
    return hogql`if(startsWith(event, '$') OR startsWith(event, 'beton_'), '', event)`
}

/** Feature adoption (A1): at least 3 features used this week for the first time. */
export const featureAdoption = defineSignal({
    id: "feature_adoption",
    version: 1,
    title: "Feature adoption",
    description: "At least 3 features used in 7 days that were not used in the 173 days before.",
    audience: "both",
    params: z.strictObject({
        ...commonParams({base: 20, cadence: "weekly"}),
        min_features: z.number().int().min(1).default(3).meta({title: "New features", description: "Features used for the first time in the window."}),
        window_days: days(7, "Window (days)", "Trailing window."),
        lookback_days: z.number().int().min(28).max(365).default(180).meta({title: "First-time memory (days)", description: "Not seen this far back counts as first time."}),
        min_account_age_days: z.number().int().min(7).max(170).default(28).meta({title: "Minimum account age (days)", description: "New accounts use everything for the first time."}),
        feature_events: z.array(z.string().min(1)).default([]).meta({title: "Feature events", description: "Empty: each event whose name does not start with $."}),
        feature_property: z.string().min(1).nullable().default(null).meta({title: "Feature property", description: "Property that names the feature, instead of events."}),
    }), // prettier-ignore
    row: z.object({...rowKey, items: counted, first_names: z.array(z.string())}),
    lookbackDays: (params) => Math.max(params.lookback_days, AGE_DAYS),
    sources: (params) =>
        params.feature_events.length > 0
            ? [{kind: "any_event", events: params.feature_events}]
            : [{kind: "activity"}],
    hogql: ({params, account, grid, partition}) =>
        firstTimeItems({
            account,
            grid,
            partition,
            item: featureOf(params),
            windowDays: params.window_days,
            lookbackDays: params.lookback_days,
            minAccountAgeDays: params.min_account_age_days,
            minItems: params.min_features,
        }),
    tuning: {
        param: "min_features",
        unit: "new features",
        value: hogql`items`,
        above: false,
        steps: (params) => wholeSteps(params.min_features),
    },
    evidence: (row, params) => ({
        observed: row.items,
        threshold: params.min_features,
        unit: "new features",
        window_days: params.window_days,
        facts: {features: row.first_names.map(publicName)},
    }),
    explain: (row, params) =>
        `Started using ${count(row.items, "new feature")} in the last ${params.window_days} days: ${row.first_names.slice(0, 3).map(plainName).join(", ")}${row.items > 3 ? " and more" : ""}.`,
    limits: ["A renamed event looks like a new feature for a week."],
    examples: [
        {
            row: {
                account: "acme",
                day: 20000,
                items: 4,
                first_names: ["api_key_created", "report_created", "sso_enabled", "webhook_added"],
            },
            sentence:
                "Started using 4 new features in the last 7 days: api key created, report created, sso enabled and more.",
        },
    ],
})
