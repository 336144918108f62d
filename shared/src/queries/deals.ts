import * as z from "zod"

import {DEAL_UPDATED} from "../events/deal-updated"
import {accountOf} from "./account"
import {bind, type Fragment, hogql, integer} from "./hogql"
import {isActivity} from "./parts/scan"
import {defineQuery, TTL} from "./query"
import {accountSourceSchema, EXAMPLE, rangeSchema} from "./schemas"

/** Most accounts that one question may bring back. */
export const ACCOUNTS_LIMIT = 5000

/** A web domain without scheme, user, `www`, port and path, in lower case. */
const HOST = "^\\s*(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?(?:www[0-9]?[.])?([^/:?#\\s]+?)[.]?(?:[/:?#].*)?\\s*$"

/**
 * Groups that may be companies of the CRM: their domain is among the given ones or below one of them, or their key is
 * named. Which of them a company really is, `accountOfCompany` decides.
 */
export const accountsByDomain = defineQuery({
    id: "accounts_by_domain",
    version: 2,
    purpose: "Groups whose domain is, or lies below, one of the given domains.",
    params: z.object({
        group_type_index: z.number().int().min(0).max(4),
        /** Property that holds the domain; null = the group's key is the domain. */
        domain_property: z.string().min(1).nullable(),
        name_property: z.string().min(1),
        /** Property that holds the company's external id; null = the group's key. */
        id_property: z.string().min(1).nullable(),
        /** In lower case; an international name both as punycode and in its own script. */
        domains: z.array(z.string().min(1)),
        /** Keys, or external ids, of further groups. */
        keys: z.array(z.string().min(1)),
    }),
    row: z.object({
        account: z.string().min(1),
        domain: z.string(),
        name: z.string(),
        external_id: z.string(),
    }),
    ttlSeconds: TTL.none,
    hogql: ({group_type_index, domain_property, name_property, id_property, domains, keys}) => {
        const text = (property: string | null, name: string): Fragment =>
            property === null ? hogql`key` : hogql`JSONExtractString(properties, ${bind(name, property)})`
        return hogql`SELECT account, domain, name, external_id
FROM (
    SELECT key AS account, ${text(domain_property, "domain_property")} AS domain, ${text(name_property, "name_property")} AS name, ${text(id_property, "id_property")} AS external_id,
        splitByChar('.', extract(lowerUTF8(${text(domain_property, "domain_property")}), ${bind("host", HOST)})) AS labels
    FROM groups
    WHERE index = ${integer(group_type_index)}
)
WHERE account != '' AND (account IN ${bind("keys", orNone(keys))} OR external_id IN ${bind("keys", orNone(keys))}
    OR arrayExists(i -> arrayStringConcat(arraySlice(labels, i), '.') IN ${bind("domains", orNone(domains))}, arrayEnumerate(labels)))
ORDER BY account
LIMIT ${integer(ACCOUNTS_LIMIT)}`
    },
    example: {
        group_type_index: EXAMPLE.account.groupTypeIndex,
        domain_property: "domain",
        name_property: "name",
        id_property: null,
        domains: ["acme.com"],
        keys: ["acme"],
    },
})

/** Which of several accounts there are at all, where accounts are no groups: asked only where a company could be several. */
export const accountsSeen = defineQuery({
    id: "accounts_seen",
    version: 1,
    purpose: "Which of the given accounts had activity in a range.",
    params: z.object({
        ...rangeSchema.shape,
        account: accountSourceSchema,
        keys: z.array(z.string().min(1)).min(1).max(1000),
    }),
    row: z.object({account: z.string().min(1)}),
    ttlSeconds: TTL.none,
    hogql: ({account, keys, from, to}) => hogql`SELECT account
FROM (
    SELECT ${accountOf(account)} AS account
    FROM events
    WHERE timestamp >= toDateTime(${bind("from", from)}) AND timestamp < toDateTime(${bind("to", to)}) AND ${isActivity()}
)
WHERE account IN ${bind("keys", keys)}
GROUP BY account
ORDER BY account
LIMIT 1000`,
    example: {...EXAMPLE.range, account: EXAMPLE.account, keys: ["acme", "acme.com"]},
})

/** IN wants a list that is not empty; no key and no domain is empty text. */
function orNone(texts: readonly string[]): readonly string[] {
    return texts.length === 0 ? [""] : texts
}

/**
 * The newest revision of each entry of the deals that Beton's writer reported: the one way to read `beton_deal_updated`
 * (see `dealUpdatedContentSchema`). Columns: `beton_id`, `payload`, `signature` of that revision.
 *
 * @param from, to range of the entries' instants
 */
export const latestDealEntries = defineQuery({
    id: "latest_deal_entries",
    version: 1,
    purpose: "Signed entries of deals' stage histories in a range, each in its newest revision.",
    params: z.object({
        ...rangeSchema.shape,
        writer: z.string().min(1),
        /** beton_id of the last row of the page before; '' for the first page. */
        cursor: z.string(),
        limit: z.number().int().min(1).max(50_000).default(5000),
    }),
    row: z.object({beton_id: z.string().min(1), payload: z.string(), signature: z.string()}),
    ttlSeconds: TTL.none,
    hogql: ({
        from,
        to,
        writer,
        cursor,
        limit,
    }) => hogql`SELECT beton_id, argMax(payload, revision) AS payload, argMax(signature, revision) AS signature
FROM (
    SELECT coalesce(toString(properties.beton_id), '') AS beton_id, coalesce(toString(properties.beton_payload), '') AS payload,
        coalesce(toString(properties.beton_sig), '') AS signature, toFloat(coalesce(toString(properties.revision), '0')) AS revision
    FROM events
    WHERE event = ${bind("event", DEAL_UPDATED)} AND timestamp >= toDateTime(${bind("from", from)}) AND timestamp < toDateTime(${bind("to", to)})
        AND coalesce(toString(properties.beton_writer), '') = ${bind("writer", writer)}
)
WHERE beton_id > ${bind("cursor", cursor)}
GROUP BY beton_id
ORDER BY beton_id ASC
LIMIT ${integer(limit)}`,
    example: {...EXAMPLE.range, writer: "w_example", cursor: ""},
})
