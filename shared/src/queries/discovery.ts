import * as z from "zod"

import {accountOf} from "./account"
import {bind, hogql, integer} from "./hogql"
import {isActivity, PAGE_PATH, pathMatches} from "./parts/scan"
import {defineQuery, TTL} from "./query"
import {accountSourceSchema, counted, EXAMPLE, rangeSchema} from "./schemas"

/** A web domain or the address of a site: labels with dots, the last one of letters. */
const DOMAIN_PATTERN = "(?i)^(https?://)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}/?$"

const inRange = (range: {from: string; to: string}) =>
    hogql`timestamp >= toDateTime(${bind("from", range.from)}) AND timestamp < toDateTime(${bind("to", range.to)})`

/** Text properties of groups, and how many of their values look like a web domain: candidates for the domain property. */
export const groupPropertyShapes = defineQuery({
    id: "group_property_shapes",
    version: 1,
    purpose: "Text properties that groups of a type carry, and how many values look like a web domain.",
    params: z.object({group_type_index: z.number().int().min(0).max(4)}),
    row: z.object({property: z.string(), groups: counted, domains: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        group_type_index,
    }) => hogql`SELECT property, count() AS groups, countIf(match(value, ${bind("domain_pattern", DOMAIN_PATTERN)})) AS domains
FROM (
    SELECT tupleElement(pair, 1) AS property, trim(tupleElement(pair, 2)) AS value
    FROM (
        SELECT arrayJoin(JSONExtractKeysAndValues(properties, 'String')) AS pair
        FROM groups
        WHERE index = ${integer(group_type_index)}
    )
)
WHERE value != ''
GROUP BY property
ORDER BY domains DESC, groups DESC, property ASC
LIMIT 200`,
    example: {group_type_index: 0},
})

/** Whether account keys are web domains themselves. No row when no event of the range has an account. */
export const accountKeyShape = defineQuery({
    id: "account_key_shape",
    version: 1,
    purpose: "Accounts of a range, and how many of their keys look like a web domain.",
    params: z.object({...rangeSchema.shape, account: accountSourceSchema}),
    row: z.object({accounts: counted, domains: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        account,
        ...range
    }) => hogql`SELECT count() AS accounts, countIf(match(account, ${bind("domain_pattern", DOMAIN_PATTERN)})) AS domains
FROM (
    SELECT ${accountOf(account)} AS account
    FROM events
    WHERE ${inRange(range)} AND ${isActivity()}
    GROUP BY account
)
WHERE account != ''
HAVING accounts > 0
LIMIT 1`,
    example: {...EXAMPLE.range, account: EXAMPLE.account},
})

/** How named events are spread over accounts: candidates for the conversion and for signals. */
export const eventUse = defineQuery({
    id: "event_use",
    version: 1,
    purpose: "How often each named event occurred in a range, and for how many people and accounts.",
    params: z.object({
        ...rangeSchema.shape,
        account: accountSourceSchema,
        events: z.array(z.string().min(1)).min(1).max(200),
    }),
    row: z.object({
        event: z.string(),
        events: counted,
        people: counted,
        accounts: counted,
        last_at: counted,
    }),
    ttlSeconds: TTL.aggregate,
    hogql: ({
        account,
        events,
        ...range
    }) => hogql`SELECT event, count() AS events, uniq(person) AS people, uniqIf(account, account != '') AS accounts, max(ts) AS last_at
FROM (
    SELECT event, ${accountOf(account)} AS account, person_id AS person, toUnixTimestamp(timestamp) AS ts
    FROM events
    WHERE ${inRange(range)} AND event IN ${bind("events", events)}
)
GROUP BY event
ORDER BY event ASC
LIMIT 200`,
    example: {...EXAMPLE.range, account: EXAMPLE.account, events: ["$pageview", "checkout_started"]},
})

/** How often pages are seen whose path contains a word; the paths themselves stay in PostHog. */
export const pageWords = defineQuery({
    id: "page_words",
    version: 1,
    purpose: "Views and people of pages whose path contains one of the given words.",
    params: z.object({
        ...rangeSchema.shape,
        page_events: z.array(z.string().min(1)).min(1),
        words: z.array(z.string().min(2)).min(1).max(50),
    }),
    row: z.object({word: z.string(), views: counted, people: counted}),
    ttlSeconds: TTL.aggregate,
    hogql: ({page_events, words, ...range}) => hogql`SELECT word, count() AS views, uniq(person_id) AS people
FROM (
    SELECT arrayJoin(arrayFilter(word -> position(path, word) > 0, ${bind("words", words)})) AS word, person_id
    FROM (
        SELECT ${PAGE_PATH} AS path, person_id
        FROM events
        WHERE ${inRange(range)} AND event IN ${bind("page_events", page_events)} AND ${pathMatches("words", words)}
    )
)
GROUP BY word
ORDER BY word ASC
LIMIT 50`,
    example: {...EXAMPLE.range, page_events: ["$pageview"], words: ["pricing", "/plans"]},
})
