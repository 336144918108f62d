import * as z from "zod/mini"

import {BACKTEST_COMPLETED} from "../events/backtest-content"
import {RUN_COMPLETED} from "../events/run-completed"
import {SIGNAL_FIRED} from "../events/signal-fired"
import {accountOf, type AccountSource} from "./account"
import {bind, type Fragment, hogql, ident, integer, join} from "./hogql"
import {isActivity} from "./parts/scan"
import {defineQuery, TTL} from "./query"
import {accountSourceSchema, counted, EXAMPLE, filled, rangeSchema} from "./schemas"

const PAYLOAD = hogql`coalesce(toString(properties.beton_payload), '')`
const SIGNATURE = hogql`coalesce(toString(properties.beton_sig), '')`

/** Texts of each kind: whoever reads them checks a signature each, which takes a slow host up to a second. */
const MOST = {fired: 10, backtest: 2, run: 2} as const

/** Kinds of rows: what Beton signed about the account, what it signed about the project, and people of the account. */
const KINDS = ["fired", "backtest", "run", "person"] as const

/**
 * Everything behind an account's "Evidence" in one question: its signed firings, the newest signed backtests and run
 * summary, and its most active people. Signed rows are unverified; the reader checks each signature. Only the given
 * writer's are read, so that forgeries of others cannot crowd them out (A11). An e-mail address is in the answer to find
 * the person in the CRM, and goes nowhere else (F9).
 */
export const accountEvidence = defineQuery({
    id: "account_evidence",
    version: 1,
    purpose: "What Beton signed about an account, and who of it was most active.",
    params: z
        .extend(rangeSchema, {
            /** Start of the stretch in which backtests, runs and people are looked for. */
            lately: z.iso.datetime(),
            writer: filled,
            /** Whose people are asked for; null: nobody's. */
            account: z.nullable(accountSourceSchema),
            key: filled,
            email_property: filled,
            /** Whether what was signed is asked for; without it, people must be. */
            signed: z.boolean(),
        })
        .check(z.refine(({account, signed}) => signed || account !== null, "asks for nothing")),
    row: z.object({
        kind: z.enum(KINDS),
        /** Unix seconds of the row's newest event. */
        at: counted,
        payload: z.string(),
        signature: z.string(),
        email: z.string(),
        /** Activity of a person, and on how many days. */
        uses: counted,
        days: counted,
    }),
    ttlSeconds: TTL.none,
    hogql({from, to, lately, writer, account, key, email_property: email, signed}) {
        const at = {from: hogql`toDateTime(${bind("from", from)})`, lately: hogql`toDateTime(${bind("lately", lately)})`}
        const end = hogql`timestamp < toDateTime(${bind("to", to)})`
        const own = hogql`coalesce(toString(properties.beton_writer), '') = ${bind("writer", writer)} AND ${end}`
        const parts: Fragment[] = []
        if (signed)
            parts.push(
                newest("fired", MOST.fired, hogql`event = ${bind("fired", SIGNAL_FIRED)} AND timestamp >= ${at.from} AND ${own} AND coalesce(toString(properties.account_key), '') = ${bind("key", key)}`),
                newest("backtest", MOST.backtest, hogql`event = ${bind("backtest", BACKTEST_COMPLETED)} AND timestamp >= ${at.lately} AND ${own}`),
                newest("run", MOST.run, hogql`event = ${bind("run", RUN_COMPLETED)} AND timestamp >= ${at.lately} AND ${own}`),
            )
        if (account !== null) parts.push(mostActive(account, key, email, hogql`timestamp >= ${at.lately} AND ${end}`))
        return hogql`SELECT kind, at, payload, signature, email, uses, days
FROM (
${join(parts, "\nUNION ALL\n")}
)
ORDER BY kind ASC, at DESC, signature ASC
LIMIT 100`
    }, // prettier-ignore
    contradiction: (rows, {signed, account}) =>
        rows.every(({kind}) => (kind === "person" ? account !== null : signed))
            ? null
            : "rows were not asked for.",
    example: {
        ...EXAMPLE.range,
        lately: "2026-09-20T06:00:00.000Z",
        ...{writer: "w_example", account: EXAMPLE.account, key: "co_0001", email_property: "email"},
        signed: true,
    },
})

/** The newest signed texts of one kind; an event that was sent twice is one. */
function newest(kind: (typeof KINDS)[number], limit: number, where: Fragment): Fragment {
    return hogql`SELECT ${bind(`kind_${kind}`, kind)} AS kind, at, payload, signature, '' AS email, 0 AS uses, 0 AS days
FROM (
    SELECT max(toUnixTimestamp(timestamp)) AS at, ${PAYLOAD} AS payload, ${SIGNATURE} AS signature
    FROM events
    WHERE ${where}
    GROUP BY payload, signature
    ORDER BY at DESC, signature ASC
    LIMIT ${integer(limit)}
)`
}

/** People of the account with an e-mail address, most active first. */
function mostActive(source: AccountSource, key: string, email: string, range: Fragment): Fragment {
    return hogql`SELECT ${bind("kind_person", "person")} AS kind, at, '' AS payload, '' AS signature, email, uses, days
FROM (
    SELECT max(toUnixTimestamp(timestamp)) AS at, lower(coalesce(toString(person.properties.${ident(email)}), '')) AS email,
        count() AS uses, uniqExact(intDiv(toUnixTimestamp(timestamp), 86400)) AS days
    FROM events
    WHERE ${range} AND ${accountOf(source)} = ${bind("key", key)} AND ${isActivity()}
    GROUP BY email
    HAVING position(email, ${bind("at_sign", "@")}) > 1
    ORDER BY uses DESC, email ASC
    LIMIT 30
)`
}
