import * as z from "zod/mini"

import {accountOf} from "./account"
import {bind, hogql, integer} from "./hogql"
import {isActivity, NOT_BETON} from "./parts/scan"
import {defineQuery, TTL} from "./query"
import {accountSourceSchema, counted, EXAMPLE, filled, groupTypeIndex, rangeSchema} from "./schemas"

const inRange = (range: {from: string; to: string}) =>
    hogql`timestamp >= toDateTime(${bind("from", range.from)}) AND timestamp < toDateTime(${bind("to", range.to)})`

/** Which of the named events occur (A8). */
export const eventsPresent = defineQuery({
    id: "events_present",
    version: 1,
    purpose: "How often each named event occurred in a range, and when last.",
    params: z.extend(rangeSchema, {events: z.array(filled).check(z.minLength(1))}),
    row: z.object({event: z.string(), events: counted, last_at: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        events,
        ...range
    }) => hogql`SELECT event, count() AS events, max(toUnixTimestamp(timestamp)) AS last_at
FROM events
WHERE ${inRange(range)} AND event IN ${bind("events", events)}
GROUP BY event
ORDER BY event
LIMIT 1000`,
    example: {...EXAMPLE.range, events: ["$pageview", "checkout_started"]},
})

/** Which of the named account properties are ever reported (A8). */
export const accountPropertiesPresent = defineQuery({
    id: "account_properties_present",
    version: 1,
    purpose: "How many $groupidentify events carry each named property.",
    params: z.extend(rangeSchema, {
        properties: z.array(filled).check(z.minLength(1)),
        group_type: z.nullable(z.string()),
    }),
    row: z.object({property: z.string(), events: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({properties, group_type, ...range}) => hogql`SELECT property, count() AS events
FROM (
    SELECT arrayJoin(arrayFilter(name -> JSONHas(properties, '$group_set', name), ${bind("properties", properties)})) AS property
    FROM events
    WHERE ${inRange(range)} AND event = '$groupidentify'
        AND (${bind("any_type", group_type === null)} OR toString(properties.$group_type) = ${bind("group_type", group_type ?? "")})
)
GROUP BY property
ORDER BY property
LIMIT 1000`,
    example: {...EXAMPLE.range, properties: ["plan", "trial_ends_at"], group_type: "company"},
})

/** How much of the activity can be attributed to an account (DESIGN §3: routing stays off below 30 %). */
export const accountCoverage = defineQuery({
    id: "account_coverage",
    version: 1,
    purpose: "Events and people of a range, and how many of them belong to an account.",
    params: z.extend(rangeSchema, {account: accountSourceSchema}),
    row: z.object({
        events: counted,
        events_with_account: counted,
        persons: counted,
        persons_with_account: counted,
        accounts: counted,
        last_event_at: counted,
    }),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        account,
        ...range
    }) => hogql`SELECT count() AS events, countIf(account != '') AS events_with_account,
    uniq(person) AS persons, uniqIf(person, account != '') AS persons_with_account,
    uniqIf(account, account != '') AS accounts, max(ts) AS last_event_at
FROM (
    SELECT ${accountOf(account)} AS account, person_id AS person, toUnixTimestamp(timestamp) AS ts
    FROM events
    WHERE ${inRange(range)} AND ${isActivity()}
)
LIMIT 1`,
    example: {...EXAMPLE.range, account: EXAMPLE.account},
})

/** What the customer's own event names are: candidates for signal settings. */
export const eventNames = defineQuery({
    id: "event_names",
    version: 1,
    purpose: "The most frequent events of a range.",
    params: rangeSchema,
    row: z.object({event: z.string(), events: counted, persons: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: (range) => hogql`SELECT event, count() AS events, uniq(person_id) AS persons
FROM events
WHERE ${inRange(range)} AND ${NOT_BETON}
GROUP BY event
ORDER BY events DESC, event ASC
LIMIT 500`,
    example: EXAMPLE.range,
})

/** Warehouse tables of the project: names depend on the source's prefix, so they are looked up, never assumed (CONTRACT §14). */
export const warehouseTables = defineQuery({
    id: "warehouse_tables",
    version: 1,
    purpose: "Which warehouse tables (Stripe, Intercom, Attio, ...) the project has.",
    params: z.object({}),
    row: z.object({name: z.string()}),
    ttlSeconds: TTL.aggregate,
    hogql: () => hogql`SELECT name
FROM system.data_warehouse_tables
WHERE NOT deleted
ORDER BY name
LIMIT 500`,
    example: {},
})

/** Current name and domain of accounts that are groups. */
export const groupProfiles = defineQuery({
    id: "group_profiles",
    version: 2,
    purpose: "Current properties of given groups: name, domain and the company's external id.",
    params: z.object({
        group_type_index: groupTypeIndex,
        properties: z.array(filled).check(z.minLength(1)),
        keys: z.array(filled).check(z.minLength(1), z.maxLength(1000)),
    }),
    row: z.object({account: z.string(), properties: z.array(z.string())}),
    ttlSeconds: TTL.aggregate,
    hogql: ({group_type_index, properties, keys}) => hogql`SELECT key AS account,
    arrayMap(name -> if(JSONType(properties, name) = 'String', JSONExtractString(properties, name), if(JSONType(properties, name) = 'Null', '', JSONExtractRaw(properties, name))), ${bind("names", properties)}) AS properties
FROM groups
WHERE index = ${integer(group_type_index)} AND key IN ${bind("keys", keys)}
ORDER BY account
LIMIT 1000`,
    contradiction: (rows, {properties: asked}) =>
        rows.every(({properties}) => properties.length === asked.length)
            ? null
            : "a row has more or fewer properties than were asked for.",
    example: {group_type_index: 0, properties: ["domain", "name"], keys: ["acme"]},
})

/** How many groups carry a property at present: the domain that matches accounts with CRM companies. */
export const groupPropertyShare = defineQuery({
    id: "group_property_share",
    version: 1,
    purpose: "Groups of a type, and how many have a given property.",
    params: z.object({group_type_index: groupTypeIndex, property: filled}),
    row: z.object({groups: counted, with_property: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        group_type_index,
        property,
    }) => hogql`SELECT count() AS groups, countIf(JSONExtractString(properties, ${bind("property", property)}) != '') AS with_property
FROM groups
WHERE index = ${integer(group_type_index)}
LIMIT 1`,
    example: {group_type_index: 0, property: "domain"},
})
