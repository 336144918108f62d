import {writerOf} from "@beton/posthog-app/writer"
import {analyse} from "@beton/shared/backtest/analyse"
import {planBacktest} from "@beton/shared/backtest/plan"
import {subjectsOf} from "@beton/shared/backtest/subjects"
import {addCounts} from "@beton/shared/backtest/tables"
import {goneRow} from "@beton/shared/crm/deal-update"
import {backtestCompletedEvent} from "@beton/shared/events/backtest-completed"
import type {CaptureEvent} from "@beton/shared/events/capture-event"
import {crmWrittenEvent} from "@beton/shared/events/crm-written"
import {dealUpdatedEvent} from "@beton/shared/events/deal-updated"
import {runCompletedEvent} from "@beton/shared/events/run-completed"
import {signalFiredEvent, type Writer} from "@beton/shared/events/signal-fired"
import {bind, FILTERS, hogql, ident} from "@beton/shared/queries/hogql"
import {bindQuery, type QueryDefinition, readRows} from "@beton/shared/queries/query"
import {QUERIES} from "@beton/shared/queries/registry"

import {compileHogQL, type ProjectContext} from "../../scripts/sandbox/posthog/hogql/compile"
import {STORY_NOW} from "../../scripts/sandbox/story/index"
import {madeDeals} from "../dashboards/support/made-deals"
import {storyProject} from "./story"
import {COMPANIES, createDetectionProject, type DetectionProject} from "./support"

/** Deals as PostHog's Attio source has them: other projects have no such table. */
const DEALS = {
    name: "attio.deals",
    physicalTable: "queries_test_deals",
    columns: {record_id: "String", created_at: "DateTime", web_url: "String", values: "String"},
} as const
const CONTEXT: ProjectContext = {
    ...{teamId: 1, timezone: "UTC", weekStartDay: 0, hasPersonOverrides: true, warehouseTables: [DEALS]},
    groupTypes: [{group_type: "company", group_type_index: 0, created_at: "2025-01-01T00:00:00.000Z"}],
    propertyTypes: {event: {}, person: {}, group: {}},
    personsOnEventsMode: "person_id_override_properties_on_events",
    systemTables: {data_warehouse_tables: [], data_warehouse_sources: []},
}

let empty: DetectionProject
let story: DetectionProject

beforeAll(async () => {
    empty = await createDetectionProject()
    story = await storyProject({size: "micro"})
    await empty.admin.sql(
        `CREATE TABLE IF NOT EXISTS ${DEALS.physicalTable} (record_id String, created_at DateTime, web_url String, values String) ENGINE = Memory`,
    )
    for (const {admin, id} of [empty, story]) await admin.updateProject(id, {warehouseTables: [DEALS]})
    // Beton's own queries read Beton's own events.
    const writer = writerOf(story.config)
    const as_of = "2026-10-04T06:00:00.000Z"
    const run_id = "0c0ffee0-0000-5000-8000-000000000000"
    const fired = signalFiredEvent(
        "co_0001",
        as_of,
        {
            ...{
                run_id,
                score: 85,
                partial: false,
                routed: false,
                route_reason: "",
                replayed: false,
                evidence: {},
            },
            ...{signal_types: ["billing_intent"], new_signal_types: ["billing_intent"], why_now: "Now."},
            definition_version: {billing_intent: 1},
        },
        COMPANIES,
        writer,
    )
    const completed = runCompletedEvent(
        {
            ...{schema_version: 1, run_id, as_of, started_at: as_of, finished_at: as_of, partial: false},
            ...{
                accounts_active: 1,
                accounts_emitted: 1,
                events_written: 1,
                signals: [{type: "usage_spike", state: "ok", reason: "", active: 1, fired: 1}],
                held: {},
                queries: 1,
            },
            ...{distrusted_events: {}, coverage: {events: 1, persons: 1}, problems: []},
            routing: {
                ...{state: "off", reason: "", would_route: 0, created: 0, updated: 0, skipped: {}},
                failed: 0,
            },
        },
        writer,
    )
    const row = goneRow({dealId: "d1", createdAt: as_of, account: "co_0001"}, as_of, Date.parse(as_of))
    const deal = dealUpdatedEvent(as_of, row.input, COMPANIES, writer)
    const written = crmWrittenEvent(
        "co_0001",
        as_of,
        {
            ...{schema_version: 1, run_id, object: "deals", record_id: "d1", action: "created"},
            ...{before: {}, after: {pql_score: 45}, why: "Now."},
        },
        COMPANIES,
        writer,
    )
    const deals = madeDeals(writer).map(({event}) => event)
    const events = [fired, completed, backtested(as_of, run_id, writer), deal, ...deals, written]
    await story.client.capture(story.apiToken, events)
})

/** What a backtest of nothing writes, with one row in each list that tiles read. */
function backtested(as_of: string, run_id: string, writer: Writer): CaptureEvent {
    const asOf = Date.parse(as_of)
    const result = analyse({
        asOf,
        outcome: {name: "won", event: "subscription_started", where: null},
        plan: planBacktest(asOf, 28),
        subjects: subjectsOf([{id: "billing_intent", settings: {}}]),
        threshold: 60,
        tables: addCounts([]),
        unjudged: [{id: "x", title: "X", verdict: "not_replayable", reason: "No history."}],
    })
    const {overall, score} = result
    const curve = overall.time_to_conversion
    const filled = {
        ...result,
        overall: {
            ...overall,
            time_to_conversion: {
                ...curve,
                with: {...curve.with, points: [{days: 7, at_risk: 30, converted: 0.1, lo: 0, hi: 0.3}]},
            },
        },
        score: {
            ...score,
            buckets: [
                {from: 0, to: 10, dates: {k: 1, n: 9, value: 1 / 9, lo: 0, hi: 0.5}, probability: null},
            ],
        },
    }
    return backtestCompletedEvent(filled, {run_id, queries: 1, rows: 0, slices: 1}, [], writer)
}

/** The example, moved to the story's time and names, so that there is something to find. */
function forStory(definition: QueryDefinition): Record<string, unknown> {
    const example = definition.example as Record<string, unknown>
    const end = Date.parse(STORY_NOW) / 1000
    return {
        ...example,
        ...("grid" in example ? {grid: {originSeconds: 21_600, days: [Math.floor(end / 86_400)]}, cursor: null} : {}),
        ...("settings" in example ? {settings: story.config.settings.signals[(SIGNAL_OF[definition.id] ?? definition.id.replace("signal_", "")) as "usage_spike"] ?? example.settings} : {}),
        ...("keys" in example ? {keys: Array.from({length: 100}, (_, i) => `co_${String(i + 1).padStart(4, "0")}`)} : {}),
        // Nobody subscribes in the small story.
        ...(definition.id === "converted_accounts" ? {event: "checkout_started"} : {}),
        ...("writer" in example ? {writer: writerOf(story.config).writer} : {}),
    } // prettier-ignore
}

/** Whose settings a tile reads. */
const SIGNAL_OF: Readonly<Record<string, string>> = {tile_features: "feature_adoption", tile_checkouts: "billing_intent", tile_support: "support_engagement", tile_trials: "trial_expiring", tile_limits: "limit_approaching"} // prettier-ignore

/** Queries that find nothing even in the story: it has nothing in its warehouse. */
const FIND_NOTHING = ["warehouse_tables", "warehouse_records", "warehouse_stages"]
/** Queries that give one row even about nothing. */
const ALWAYS_ONE = [
    ...["probe", "account_coverage", "group_property_share", "foreign_firings"],
    ...["backtest_shadow_conversions", "tile_signals_fired", "tile_accounts_fired"],
    ...["tile_active_accounts", "tile_active_people", "tile_value_ledger"],
    ...["tile_sources", "project_history"],
]
/** Queries that give two rows even about nothing. */
const ALWAYS_TWO = ["tile_account_coverage"]
const isTile = (id: string) => id.startsWith("tile_")

it("ids are unique, versions are whole numbers, purposes are sentences", () => {
    expect(new Set(QUERIES.map((query) => query.id)).size).toBe(QUERIES.length)
    for (const {id, version, purpose} of QUERIES) {
        expect(id).toMatch(/^[a-z][a-z0-9_]*$/)
        expect(Number.isInteger(version) && version > 0).toBe(true)
        expect(purpose).toMatch(/^[A-Z].*\.$/)
    }
})

describe.each(QUERIES.map((query): [string, QueryDefinition] => [query.id, query]))(
    "%s",
    (id, definition) => {
        const bound = bindQuery(definition, definition.example)
        let compilation: ReturnType<typeof compileHogQL> | null = null
        const compiledOnce = () =>
            (compilation ??= compileHogQL(bound.text, bound.values, CONTEXT, {personalKey: true}))

        it("parses with PostHog's parser and passes the check of functions, tables and columns", async () => {
            expect((await compiledOnce()).columns).toEqual(bound.columns)
        })

        it("has an explicit limit of at most 50,000 rows and no offset", async () => {
            const compiled = await compiledOnce()
            expect(compiled.explicitLimit).toBeGreaterThan(0)
            expect(compiled.explicitLimit).toBeLessThanOrEqual(50_000)
            expect(bound.text).not.toMatch(/\boffset\b/i)
            expect(bound.text).toMatch(/LIMIT \d+\s*$/)
        })

        it("binds every value: none of them is in the text, and every placeholder has one", () => {
            // Stored for a dashboard with a date filter: PostHog takes no values beside it, so the text holds words of ours.
            if (bound.text.includes(FILTERS.text)) {
                expect([bound.values, isTile(id)]).toEqual([{}, true])
                return
            }
            const used = [...bound.text.matchAll(/\{([a-z0-9_]+)\}/g)].map((match) => match[1])
            expect(new Set(used)).toEqual(new Set(Object.keys(bound.values)))
            // Every text of the example is data: none may have become part of the query, names that are identifiers aside.
            const strings = JSON.stringify(definition.example).match(/"(?:[^"\\]|\\.)*"(?!:)/g) ?? []
            const given = strings.map((text) => JSON.parse(text) as string).filter((text) => text.length > 1)
            const literals = [...bound.text.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map((match) => match[1] ?? "")
            expect(literals.filter((literal) => given.some((text) => literal.includes(text)))).toEqual([])
        })

        it("runs on an empty project", async () => {
            const rows = await empty.client.query(definition, definition.example as never)
            expect(rows).toMatchObject({ok: true})
            if (rows.ok)
                expect(rows.value).toHaveLength(ALWAYS_TWO.includes(id) ? 2 : ALWAYS_ONE.includes(id) ? 1 : 0)
        })

        it("gives on the story exactly the columns of its schema, with rows that pass it", async () => {
            const {text, values, columns} = bindQuery(definition, forStory(definition))
            const {status, body} = await story.query(text, {values})
            expect([status, body.detail]).toEqual([200, undefined])
            expect(body.columns).toEqual(columns)
            const rows = readRows(definition, body.columns, body.results)
            if (FIND_NOTHING.includes(id)) expect(rows).toEqual([])
            else expect(rows.length).toBeGreaterThan(0)
        })
    },
)

describe("names from settings", () => {
    it.each([
        "a`b", "a\\b", "a'b", 'a"b', "a{b}", "a(b)", "a;b", "a\nb", "a--b`", "", " leading", "1st", "ünï", "a,b", "a*b", "a%b", "x".repeat(201), "team_id", "a\u0000b", "/* x */",
    ])("%j is refused", (name) => {
        expect(() => ident(name)).toThrow(`"${name}" cannot be used as a property name in a query`)
    }) // prettier-ignore

    it.each(["usage", "$group_0", "api calls used", "Plan.Name", "a:b/c@d!e-f", "x".repeat(200)])(
        "%j is taken, in backticks",
        async (name) => {
            expect(ident(name).text).toBe(`\`${name}\``)
            const {text} =
                hogql`SELECT properties.${ident(name)} AS value FROM events WHERE event = ${bind("event", "x")} LIMIT 1`
            expect((await empty.query(text, {values: {event: "x"}})).status).toBe(200)
        },
    )

    it("a placeholder has one value per query and a plain name", () => {
        expect(() => hogql`${bind("a", 1)} ${bind("a", 2)}`).toThrow("{a} is bound to two different values")
        expect(() => bind("A", 1)).toThrow('"A" is not a valid placeholder name.')
    })
})
