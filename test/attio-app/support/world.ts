import {analyse} from "@beton/shared/backtest/analyse"
import {planBacktest} from "@beton/shared/backtest/plan"
import type {SubjectResult} from "@beton/shared/backtest/result"
import {subjectsOf} from "@beton/shared/backtest/subjects"
import {addCounts} from "@beton/shared/backtest/tables"
import {backtestCompletedEvent} from "@beton/shared/events/backtest-completed"
import type {CaptureEvent} from "@beton/shared/events/capture-event"
import {type RunCompletedContent, runCompletedEvent} from "@beton/shared/events/run-completed"
import {signalFiredEvent, type SignalFiredInput, type Writer} from "@beton/shared/events/signal-fired"
import {keyPairOf} from "@beton/shared/events/signing"
import {encodePairing, type Pairing} from "@beton/shared/pairing"
import type {AccountSource} from "@beton/shared/queries/account"
import {accountEvidence} from "@beton/shared/queries/account-evidence"
import {SIGNALS} from "@beton/shared/signals/index"

import type {Sent} from "./app"

/** The instant that all tests of the app happen at. */
export const NOW = Date.parse("2026-10-05T08:00:00.000Z")
/** The last run: two hours ago. */
export const AS_OF = "2026-10-05T06:00:00.000Z"
export const ACCOUNT = "acme"
export const COMPANIES: AccountSource = {type: "group", groupType: "company", groupTypeIndex: 0}

/** The app's own key, and somebody else's. */
export const KEYS = keyPairOf(new Uint8Array(32).fill(7))
export const FOREIGN = keyPairOf(new Uint8Array(32).fill(9))
export const WRITER: Writer = {project: "7", writer: "w_test", keys: KEYS}

/** A signal of the customer's own. */
export const CUSTOM = {id: "custom_invited_team", title: "Invited the team", audience: "customer"} as const

export const PAIRING: Pairing = {
    host: "https://us.posthog.com",
    project: "7",
    publicKeys: [KEYS.publicKey],
    writer: "w_test",
    account: {type: "group", groupType: "company"},
    groupTypeIndex: 0,
    signals: [...SIGNALS.map(({id, title, audience}) => ({id, title, audience})), CUSTOM],
    emailProperty: "email",
    threshold: 60,
    routing: "on",
    dispositionAttribute: "pql_disposition",
    fields: {deals: {}, companies: {}},
}
export const PAIRING_TEXT = encodePairing(PAIRING)

const RUN_ID = "0c0ffee0-0000-5000-8000-000000000000"

/** Content of a firing: two signals, one of them new. */
export const FIRED: SignalFiredInput = {
    run_id: RUN_ID,
    score: 65,
    partial: false,
    signal_types: ["pricing_intent", "team_growth"],
    new_signal_types: ["pricing_intent"],
    definition_version: {pricing_intent: 1, team_growth: 1},
    evidence: {
        pricing_intent: {observed: 4, threshold: 2, unit: "visits", window_days: 7, facts: {people: 2, last_page: "/pricing"}},
        team_growth: {observed: 3, threshold: 2, unit: "new users", window_days: 7, facts: {users: 3}},
    },
    why_now: "Visited pricing pages in 4 sessions in the last 7 days (2 people). 3 new users this week.",
    routed: true,
    route_reason: "score 65 of 100, threshold 60",
    replayed: false,
} // prettier-ignore

export const fired = (o: Partial<SignalFiredInput> = {}, asOf = AS_OF, account = ACCOUNT, writer = WRITER): CaptureEvent =>
    signalFiredEvent(account, asOf, {...FIRED, ...o}, COMPANIES, writer) // prettier-ignore

/** A run's summary. */
export function completed(o: Partial<RunCompletedContent> = {}, writer = WRITER): CaptureEvent {
    const routing = {
        state: "on",
        reason: "",
        would_route: 0,
        created: 1,
        updated: 0,
        skipped: {},
        failed: 0,
    } as const
    const content: RunCompletedContent = {
        ...{schema_version: 1, run_id: RUN_ID, as_of: AS_OF, started_at: AS_OF},
        ...{finished_at: "2026-10-05T06:05:00.000Z", partial: false, accounts_active: 3, accounts_emitted: 2},
        ...{events_written: 2, signals: [], held: {}, distrusted_events: {}, routing},
        ...{coverage: {events: 0.9, persons: 0.8}, queries: 20, problems: []},
        ...o,
    }
    return runCompletedEvent(content, writer)
}

/** A backtest with results of signals as tests make them up. */
export function backtested(signals: readonly SubjectResult[]): CaptureEvent {
    const asOf = Date.parse(AS_OF)
    const definitions = ["pricing_intent", "team_growth"].map((id) => ({id, settings: {}}))
    const outcome = {name: "won", event: "subscription_started", where: null}
    const subjects = subjectsOf(definitions)
    const empty = analyse({asOf, outcome, plan: planBacktest(asOf, 45), subjects, threshold: 60, tables: addCounts([])})
    const judged = [{id: "pricing_intent", version: 1, settings: {base: 30}}, {id: "team_growth", version: 1, settings: {base: 25}}]
    return backtestCompletedEvent({...empty, signals: [...signals]}, {run_id: RUN_ID, queries: 1, rows: 0, slices: 1}, judged, WRITER)
} // prettier-ignore

/** A row of the evidence query, as PostHog answers it. */
export type Row = readonly [
    kind: string,
    at: number,
    payload: string,
    signature: string,
    email: string,
    uses: number,
    days: number,
]

const NAMES: Readonly<Record<string, string>> = {beton_signal_fired: "fired", beton_backtest_completed: "backtest", beton_run_completed: "run"} // prettier-ignore

/** The row of an event. */
export function rowOf({event, timestamp, properties}: CaptureEvent): Row {
    const {beton_payload: payload, beton_sig: signature} = properties as Record<string, string>
    return [NAMES[event] ?? "", Date.parse(timestamp) / 1000, payload ?? "", signature ?? "", "", 0, 0]
}

/** The row of a person. */
export function personRow(email: string, uses = 41, days = 6): Row {
    return ["person", NOW / 1000 - 90_000, "", "", email, uses, days]
}

/** PostHog and Attio as far as the app asks them. */
export interface Outside {
    rows: readonly Row[]
    /** People of the company in Attio. */
    people: readonly object[]
    /** Values of the record in Attio. */
    values: Readonly<Record<string, readonly object[]>>
    /** Answers before anything else; undefined: the usual answer. */
    before: (sent: Sent) => Response | undefined
}

export const outside = (o: Partial<Outside> = {}): Outside => ({
    rows: [rowOf(fired()), rowOf(completed())],
    people: [],
    values: {beton_account: [{value: `7:${ACCOUNT}`}]},
    before: () => undefined,
    ...o,
}) // prettier-ignore

/** Answers a request from what is outside. */
export function answerFrom(world: Outside): (sent: Sent) => Response {
    return (sent) => {
        const early = world.before(sent)
        if (early !== undefined) return early
        const {url, body} = sent
        if (url.includes("/query/") && url.includes("posthog")) return json(queried(world, body))
        if (url.endsWith("/groups_types/")) return json([{group_type: "company", group_type_index: 0}])
        if (url.endsWith("/objects/people/records/query")) return json({data: world.people})
        if (/\/objects\/(deals|companies)\/records\/[^/]+$/.test(url))
            return json({data: record("r1", world.values)})
        return json({}, 404)
    }
}

function queried({rows}: Outside, body: string): object {
    const {values} = (JSON.parse(body) as {query: {values: Record<string, unknown>}}).query
    const results = rows.filter(([kind]) => `kind_${kind}` in values)
    return {columns: Object.keys(accountEvidence.row.shape), results}
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
    new Response(JSON.stringify(body), {status, headers})

/** A record of Attio's REST API. */
export const record = (id: string, values: object): object => ({
    id: {workspace_id: "w", object_id: "o", record_id: id},
    created_at: "2026-01-01T00:00:00.000000000Z",
    web_url: `https://app.attio.com/x/${id}`,
    values,
})

/** A person of Attio. */
export const person = (id: string, name: string, email: string, job: string | null = null): object =>
    record(id, {
        name: [{full_name: name}],
        email_addresses: [{email_address: email}],
        job_title: job === null ? [] : [{value: job}],
    })
