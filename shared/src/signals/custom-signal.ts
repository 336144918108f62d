import * as z from "zod"

import {count} from "../counts"
import {bind, type Fragment, hogql, ident, join} from "../queries/hogql"
import {windowedEvents} from "../queries/parts/windowed-events"
import {counted} from "../queries/schemas"
import type {AnySignal} from "./index"
import {commonParams, days, defineSignal, plainName, rowKey, wholeSteps} from "./signal"

/** A condition on one property of an event. */
const condition = z.strictObject({
    property: z.string().min(1).max(200).meta({title: "Property", description: "Name of an event property."}),
    is: z.enum(["equal", "not_equal", "contains", "set", "at_least", "at_most"]).meta({title: "Comparison", description: "How the property is compared with the value."}),
    value: z.union([z.string(), z.number()]).optional().meta({title: "Value", description: "Not needed for \"set\"."}),
}).refine(({is, value}) => is === "set" || value !== undefined, {error: "needs a value", path: ["value"]})
  .refine(({is, value}) => (is !== "at_least" && is !== "at_most") || typeof value === "number", {error: "must be a number for at_least and at_most", path: ["value"]}) // prettier-ignore

const {enabled, cadence, cooldown_days, always_route} = commonParams({base: 20, cadence: "daily"})

/** A signal that a customer defines: so many events, people or days with certain events in a window (F6). */
export const customSignalSchema = z.strictObject({
    id: z.string().regex(/^[a-z][a-z0-9_]{1,39}$/, "must be 2 to 40 lower-case letters, digits and _").meta({title: "Id", description: "Lower-case letters, digits and _; never changed afterwards."}),
    title: z.string().min(1).max(80).meta({title: "Title", description: "What people read."}),
    audience: z.enum(["prospect", "customer", "both"]).default("prospect").meta({title: "Audience", description: "Whose behaviour it speaks about."}),
    events: z.array(z.string().min(1)).min(1).max(50).meta({title: "Events", description: "Any of these events counts."}),
    where: z.array(condition).max(10).default([]).meta({title: "Conditions", description: "All of them must hold."}),
    count: z.enum(["events", "people", "days"]).default("events").meta({title: "Count", description: "What is counted: events, distinct people, or distinct days."}),
    at_least: z.number().int().min(1).default(1).meta({title: "At least", description: "Active from this many on."}),
    window_days: days(7, "Window (days)", "Trailing window."),
    join_persons: z.boolean().default(false).meta({title: "Join by person", description: "Events without an account count for the account their person was last seen with."}),
    base: z.number().min(0).max(40).default(20).meta({title: "Base score", description: "Points the signal adds to the score, 0 to 40."}),
    enabled, cadence, cooldown_days, always_route,
}) // prettier-ignore

/** See `customSignalSchema`, defaults applied. */
export type CustomSignal = z.output<typeof customSignalSchema>

/** What custom ids start with, so that none is ever taken for a built-in type. */
const PREFIX = "custom_"

/** Id of a custom signal in events and results. */
export function customId(definition: Pick<CustomSignal, "id">): string {
    return `${PREFIX}${definition.id}`
}

/** A custom signal as one more signal type: the same detection, replay, score and backtest as the built-in ones. */
export function customSignal(definition: CustomSignal): AnySignal {
    const unit = definition.count === "people" ? "people" : definition.count
    return defineSignal({
        id: customId(definition),
        version: 1,
        title: definition.title,
        description: `At least ${definition.at_least} ${unit} with ${definition.events.map(plainName).join(" or ")} in ${definition.window_days} days.`,
        audience: definition.audience,
        params: customSignalSchema,
        row: z.object({
            ...rowKey,
            observed: counted,
            people: counted,
            last_at: counted,
            last_event: z.string(),
        }),
        lookbackDays: (params) => (params.join_persons ? 180 : params.window_days),
        sources: (params) => [{kind: "any_event", events: params.events}],
        hogql({params, account, grid, partition}) {
            const hits = windowedEvents({
                account,
                grid,
                partition,
                windowDays: params.window_days,
                named: hogql`event IN ${bind("events", params.events)}`,
                where: join(
                    [hogql`event IN ${bind("events", params.events)}`, ...params.where.map(conditionOf)],
                    " AND ",
                ),
                label: hogql`event`,
                joinPersons: params.join_persons,
            })
            return hogql`SELECT account, day, ${observed(params, grid.originSeconds)} AS observed, uniqExact(person) AS people,
    tupleElement(max(tuple(ts, label)), 1) AS last_at, tupleElement(max(tuple(ts, label)), 2) AS last_event
FROM (${hits})
GROUP BY account, day
HAVING observed >= ${bind("at_least", params.at_least)}`
        },
        tuning: {
            param: "at_least",
            unit,
            value: hogql`observed`,
            above: false,
            steps: (params) => wholeSteps(params.at_least),
        },
        evidence: (row, params) => ({
            observed: row.observed,
            threshold: params.at_least,
            unit,
            window_days: params.window_days,
            facts: {people: row.people, last_event: plainName(row.last_event)},
        }),
        explain: (row, params) =>
            `${params.title}: ${words(params.count, row.observed)} in the last ${params.window_days} days.`,
        limits: ["Defined by your team: judge it by its backtest."],
        examples: [],
    }) as unknown as AnySignal
}

function words(what: CustomSignal["count"], n: number): string {
    if (what === "people") return count(n, "person", "people")
    return count(n, what === "days" ? "day" : "event")
}

function observed(params: CustomSignal, originSeconds: number): Fragment {
    if (params.count === "people") return hogql`uniqExact(person)`
    if (params.count === "events") return hogql`count()`
    return hogql`uniqExact(intDiv(ts - ${bind("origin", originSeconds)}, 86400))`
}

function conditionOf({property, is, value}: CustomSignal["where"][number], index: number): Fragment {
    const given = hogql`properties.${ident(property)}`
    const asked = bind(`condition_${index}`, value ?? "")
    switch (is) {
        case "set":
            return hogql`notEmpty(coalesce(toString(${given}), ''))`
        case "equal":
            return hogql`coalesce(toString(${given}), '') = ${bind(`condition_${index}`, String(value))}`
        case "not_equal":
            return hogql`coalesce(toString(${given}), '') != ${bind(`condition_${index}`, String(value))}`
        case "contains":
            return hogql`positionCaseInsensitive(coalesce(toString(${given}), ''), ${bind(`condition_${index}`, String(value))}) > 0`
        case "at_least":
            return hogql`coalesce(toFloat(toString(${given})) >= ${asked}, false)`
        case "at_most":
            return hogql`coalesce(toFloat(toString(${given})) <= ${asked}, false)`
    }
}
