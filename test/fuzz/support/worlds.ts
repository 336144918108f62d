import {NEEDED_ATTRIBUTES} from "@beton/posthog-app/attio/deal-attributes"
import {writerOf} from "@beton/posthog-app/writer"
import {BETON_FIELDS} from "@beton/shared/crm/fields/fields"
import type {CaptureEvent} from "@beton/shared/events/capture-event"
import {runId} from "@beton/shared/events/ids"
import {runCompletedEvent} from "@beton/shared/events/run-completed"
import {signalFiredEvent} from "@beton/shared/events/signal-fired"
import {keyPairOf} from "@beton/shared/events/signing"

import {MEMBERS} from "../../app/support/crm"
import {AS_OF, configOf, DAY_MS, KEYS, onlySignals} from "../../app/support/project"
import {type AttioState, attioState, type RecordSeed} from "./attio-fake"
import type {ProjectData} from "./posthog-fake"

/** What must never be shown. */
export const SECRETS = {
    posthog_key: "phx_7Qm2VbX9kTz4LcR8wNs1HyGd5JfPa0UeKi3OoBvC",
    attio_token: "9f2b7c41d8e05a36b1c4f7e2093d86a5c7e1b4f80d2a69357bce8140fa6d2b93",
    signing_key: KEYS.privateKey,
} as const

/** A project and a workspace as they stand before a case; nothing in it changes. */
export interface BaseWorld {
    readonly name: string
    readonly form: Readonly<Record<string, unknown>>
    readonly data: ProjectData
    readonly earlier: readonly CaptureEvent[]
    readonly attio: AttioState
}

const PROJECT = "7"
const FORMER = keyPairOf(new Uint8Array(32).fill(9))
const NOW = Date.parse(AS_OF)
const SIGNALS = onlySignals({billing_intent: {}, limit_approaching: {}, team_growth: {}})
const daysAgo = (days: number): string => new Date(NOW - days * DAY_MS).toISOString()

const company = (n: number, key: string): RecordSeed => ({
    record_id: `00000000-0000-4000-a000-0000000000c${n}`,
    created_at: "2026-01-01T00:00:00.000Z",
    values: {
        name: `${key.toUpperCase()} Inc`,
        domains: [`${key}.example`],
        // Whoever knows the company best owns its deal.
        ...(key === "delta" ? {strongest_connection_user: "mo@vendor.example"} : {}),
    },
})
const billing = (account: string, events: number) => ({
    account,
    events,
    people: 1,
    last_at: 1_790_900_000,
    last_event: "checkout_started",
})
const limit = (account: string, used: number) => ({account, used, plan_limit: 10_000, share: used / 10_000})
const groupsOf = (keys: readonly string[]): ProjectData["groups"] =>
    Object.fromEntries(keys.map((key) => [key, {name: `Company ${key}`, domain: `${key}.example`}]))

/** "constructor" because anybody may name an account so. */
const ACTIVE = {
    billing_intent: [
        billing("acme", 2),
        billing("beta", 1),
        billing("constructor", 1),
        billing("iota", 1),
        billing("zeta", 3),
    ],
    limit_approaching: [limit("acme", 9100), limit("delta", 8500), limit("eps", 9900)],
    team_growth: ["acme", "beta", "delta", "eps", "gamma"].map((account) => ({account, users: 3})),
}

const formOf = (settings: object, threshold = "60"): BaseWorld["form"] => ({
    posthog_host: "https://posthog.test.internal",
    posthog_key: SECRETS.posthog_key,
    posthog_project: PROJECT,
    signing_key: SECRETS.signing_key,
    attio_token: SECRETS.attio_token,
    routing_confirmed: "on",
    threshold,
    settings: JSON.stringify({
        attio_url: "https://attio.test.internal",
        signals: SIGNALS,
        // What backtests and dashboards do with odd answers has tests of its own.
        backtest: {enabled: false},
        dashboards: {enabled: false},
        ...settings,
    }),
})

const DATA: ProjectData = {
    apiToken: "phc_publicTokenOfTheProject",
    older: false,
    active: ACTIVE,
    events: ["checkout_started", "report_run"],
    properties: ["usage", "usage_limit"],
    tables: [],
    groups: groupsOf(["acme", "beta", "constructor", "delta", "eps", "gamma", "iota", "zeta"]),
    confirmed: [],
}

/** The first day: nothing has been written anywhere, and the CRM knows three of the companies. */
function freshWorld(): BaseWorld {
    return {
        name: "fresh",
        form: formOf({}),
        data: DATA,
        earlier: [],
        attio: attioState({
            token: SECRETS.attio_token,
            now: NOW,
            members: MEMBERS,
            attributes: [],
            companies: [company(1, "acme"), company(2, "beta"), company(3, "delta")],
            deals: [],
        }),
    }
}

const dealOf = (n: number, stage: string, createdAt: string, more: Record<string, unknown>): RecordSeed => ({
    record_id: `00000000-0000-4000-a000-0000000000d${n}`,
    created_at: createdAt,
    values: {
        name: `Deal ${n}`,
        stage,
        owner: "ada@vendor.example",
        associated_company: [
            {target_object: "companies", target_record_id: `00000000-0000-4000-a000-0000000000c${n}`},
        ],
        ...more,
    },
})

/**
 * A later day on an older PostHog: cooldowns run, a former key is believed, somebody forged firings, a warehouse confirms accounts, and the
 * CRM has a deal to refresh, one that is up to date, a foreign one to annotate, one that closed long ago, one that
 * closed lately, and lacks a company.
 */
function livedInWorld(): BaseWorld {
    const settings = {
        former_public_keys: [FORMER.publicKey],
        routing: {unresolved: "create_company"},
        trust: {
            unconfirmed_cap: 20,
            confirmations: [{signals: ["billing_intent"], table: "stripe.customer", column: "id"}],
        },
    }
    const form = formOf(settings, "50")
    return {
        name: "lived-in",
        form,
        data: {...DATA, older: true, tables: ["stripe.customer"], confirmed: ["acme", "zeta"]},
        earlier: earlierEvents(form),
        attio: attioState({
            token: SECRETS.attio_token,
            now: NOW,
            members: MEMBERS,
            attributes: [
                ...NEEDED_ATTRIBUTES.deals,
                ...BETON_FIELDS.map(({slug, title, type}) => ({api_slug: slug, title, type})),
                {api_slug: "lead_source", title: "Lead source", type: "select", options: ["Website", "pql"]},
            ],
            companies: [
                company(1, "acme"),
                company(2, "beta"),
                company(3, "delta"),
                company(4, "eps"),
                company(5, "iota"),
            ],
            deals: [
                dealOf(1, "In Progress", daysAgo(30), {
                    beton_key: `${PROJECT}:acme:1`,
                    pql_score: 40,
                    pql_signals: "team_growth",
                }),
                dealOf(2, "Lead", daysAgo(30), {}),
                dealOf(3, "Lost", daysAgo(200), {beton_key: `${PROJECT}:delta:1`}),
                dealOf(4, "Won 🎉", daysAgo(10), {beton_key: `${PROJECT}:eps:1`}),
                dealOf(5, "Lead", daysAgo(3), {
                    beton_key: `${PROJECT}:iota:1`,
                    pql_score: 25,
                    pql_signals: "billing_intent",
                }),
            ],
        }),
    }
}

function earlierEvents(form: BaseWorld["form"]): CaptureEvent[] {
    const writer = writerOf(configOf(form))
    const source = {type: "group", groupType: "company", groupTypeIndex: 0} as const
    const fired = (account: string, type: string, days: number, by = writer): CaptureEvent => {
        const asOf = daysAgo(days)
        const input = {
            run_id: runId(PROJECT, asOf),
            score: 40,
            partial: false,
            signal_types: [type],
            new_signal_types: [type],
            definition_version: {[type]: 1},
            evidence: {},
            why_now: "It did something.",
            routed: false,
            route_reason: "score 40, threshold 60",
            replayed: false,
        }
        return signalFiredEvent(account, asOf, input, source, by)
    }
    const forged = (account: string, properties: Record<string, unknown>): CaptureEvent => {
        const event = fired(account, "limit_approaching", 1)
        const uuid = `f${event.uuid.slice(1)}`
        return {...event, uuid, properties: {...event.properties, beton_id: uuid, ...properties}}
    }
    return [
        fired("acme", "billing_intent", 2),
        fired("beta", "billing_intent", 7.5),
        fired("delta", "team_growth", 3, {...writer, writer: "w_before", keys: FORMER}),
        forged("eps", {beton_sig: "", beton_payload: "", beton_writer: "w_forger"}),
        forged("acme", {beton_sig: "AAAA"}),
        runCompletedEvent(
            {
                schema_version: 1,
                run_id: runId(PROJECT, daysAgo(1)),
                as_of: daysAgo(1),
                started_at: daysAgo(1),
                finished_at: daysAgo(1),
                partial: false,
                accounts_active: 0,
                accounts_emitted: 0,
                events_written: 0,
                signals: [],
                held: {},
                distrusted_events: {},
                routing: {
                    state: "on",
                    reason: "",
                    would_route: 0,
                    created: 0,
                    updated: 0,
                    skipped: {},
                    failed: 0,
                },
                coverage: {events: 1, persons: 1},
                queries: 1,
                problems: [],
            },
            writer,
        ),
    ]
}

/** Both worlds. */
export const WORLDS: readonly BaseWorld[] = [freshWorld(), livedInWorld()]
