import {writerOf} from "@beton/posthog-app/writer"
import type {CaptureEvent} from "@beton/shared/events/capture-event"
import {RUN_COMPLETED, runCompletedEvent} from "@beton/shared/events/run-completed"
import {signalFiredEvent, type Writer} from "@beton/shared/events/signal-fired"
import {keyPairOf} from "@beton/shared/events/signing"

import {loadStory, STORY_CONFIG, STORY_GROUP_TYPE, STORY_MEMBERS} from "../../../scripts/sandbox/story"
import {openCrm, type TestCrm} from "../../app/support/crm"
import {
    AS_OF,
    ATTIO_SCOPES,
    configOf,
    DAY_MS,
    formFor,
    KEYS,
    type TestProject,
    testProject,
} from "../../app/support/project"
import {insertEvents} from "../../app/support/tiny-data"
import {seedMicroCrm} from "./micro-crm"

const PROJECT = {timezone: "Europe/Berlin", weekStartDay: 1} as const
const YESTERDAY = new Date(Date.parse(AS_OF) - DAY_MS).toISOString()
const FOREIGN = keyPairOf(Uint8Array.from({length: 32}, () => 9))
const WAREHOUSE = {signals: ["billing_intent"], table: "stripe.customer", column: "account"}
/** Projects made at once. */
const POOL = 40
/** No limit of PostHog's is the subject here, and all cases share one key. */
const NO_LIMITS = {perMinute: 1e6, perHour: 1e6, privatePerMinute: 1e6, privatePerHour: 1e6}

/** A world of its own for one case: what the app writes lies here and nowhere else. */
export interface WorldCopy {
    readonly projectId: number
    readonly crm: TestCrm
    /** Settings form: the app always speaks to the world's own project; the line leads to the copy. */
    readonly form: Record<string, unknown>
}

/**
 * The smallest story on which a whole run does everything: 12 accounts, eight active signals, five candidates (two
 * deals to create, one of them with its company; one to update, one to annotate, one to skip), a firing of yesterday
 * that holds one back, two events that are not believed, and accounts that a warehouse table confirms.
 */
export interface MicroWorld {
    readonly project: TestProject
    copy(): Promise<WorldCopy>
    /** The world's own project as the copy: every query is asked there for real. */
    original(): Promise<WorldCopy>
}

/** What a world may differ in. */
export interface WorldOptions {
    readonly seedCrm?: CrmSeed
    /** Score from which accounts are routed; default 50. */
    readonly threshold?: number
    /** The last completed day (ISO); default the one before the story's. Older: missed days are caught up first. */
    readonly lastRun?: string
    /** No day was completed before; default one was. */
    readonly firstDay?: boolean
    /** The day's run is followed by a backtest; default not. */
    readonly backtest?: boolean
    /** Deal outcomes are read back after the run; default not. */
    readonly outcomes?: boolean
}

/** How a CRM workspace is filled; `project` is the project that deal keys name. */
export type CrmSeed = (crm: TestCrm, project: number) => Promise<void>

/** Loads the world once; copies cost milliseconds. */
export async function microWorld(o: WorldOptions = {}): Promise<MicroWorld> {
    const {
        seedCrm = seedMicroCrm,
        threshold = 50,
        lastRun = YESTERDAY,
        firstDay = false,
        backtest = false,
        outcomes = false,
    } = o
    const project = await testProject(PROJECT)
    const {admin, id} = project
    await loadStory({posthog: admin, projectId: id, size: "micro"})
    const physicalTable = `wh_customer_${id}`
    await admin.sql(`CREATE TABLE ${physicalTable} (id String, account String) ENGINE = Memory`)
    await admin.sql(`INSERT INTO ${physicalTable} VALUES ('cus_1', 'co_0003'), ('cus_2', 'co_0011')`)
    await admin.updateProject(id, {
        warehouseTables: [{name: WAREHOUSE.table, physicalTable, columns: {id: "String", account: "String"}}],
    })
    // The day after: no run of today may see it.
    await insertEvents(project, [{event: "checkout_started", account: "co_0012", hoursAgo: -3}])
    const formWith = (crm: {url: string; token: string}) =>
        formFor(
            project,
            {
                account: `group:${STORY_CONFIG.account.group_type}`,
                domain_property: STORY_CONFIG.domain_property,
                outcome_event: STORY_CONFIG.outcome_event,
                threshold: String(threshold),
                attio_token: crm.token,
                routing_confirmed: "on",
            },
            {
                name_property: STORY_CONFIG.name_property,
                internal_domains: ["lumenboard.example"],
                attio_url: crm.url,
                backtest: {enabled: backtest},
                outcomes: {from: outcomes ? "attio" : "off"},
                signals: STORY_CONFIG.signals,
                routing: {unresolved: "create_company", task: {enabled: true}},
                trust: {unconfirmed_cap: 30, confirmations: [WAREHOUSE]},
            },
        )
    await admin.setLimits(id, NO_LIMITS)
    const writer = writerOf(configOf(formWith({url: project.url, token: "t"})))
    const earlier = earlierEvents(writer, lastRun).filter(({event}) => !firstDay || event !== RUN_COMPLETED)
    await capture(project.url, project.apiToken, earlier)
    const withCrm = async (projectId: number): Promise<WorldCopy> => {
        const crm = await openCrm({members: STORY_MEMBERS, scopes: [...ATTIO_SCOPES, "task:read-write"]})
        await seedCrm(crm, id)
        return {projectId, crm, form: formWith(crm)}
    }
    const pool = projectPool(project)
    return {project, original: () => withCrm(id), copy: async () => withCrm(await pool())}
}

/** Projects that hold nothing but what was written before the story's day; many are made at once, which is cheaper. */
function projectPool({admin, id}: TestProject): () => Promise<number> {
    const ready: number[] = []
    let filling: Promise<void> | null = null
    const fill = async (): Promise<void> => {
        const made: number[] = []
        for (const _n of Array.from({length: POOL})) {
            const created = await admin.createProject({
                ...PROJECT,
                now: AS_OF,
                groupTypes: [STORY_GROUP_TYPE],
            })
            await admin.setLimits(created.id, NO_LIMITS)
            made.push(created.id)
        }
        const columns = "uuid, event, properties, timestamp, distinct_id, person_id, person_mode"
        await admin.sql(
            `INSERT INTO events (team_id, ${columns}) SELECT arrayJoin([${made.join()}]), ${columns} FROM events
             WHERE team_id = ${id} AND event LIKE 'beton_%' AND JSONExtractString(properties, 'run_id') = 'earlier'
             SETTINGS max_partitions_per_insert_block = 0`,
        )
        ready.push(...made)
    }
    return async () => {
        for (;;) {
            const next = ready.pop()
            if (next !== undefined) return next
            filling ??= fill().finally(() => (filling = null))
            await filling
        }
    }
}

/** What was written before: the last run with one firing, and two firings that nobody should believe. */
function earlierEvents(writer: Writer, lastRun: string): CaptureEvent[] {
    const firing = (account: string, by: Writer) =>
        signalFiredEvent(
            account,
            lastRun,
            {
                run_id: "earlier",
                score: 30,
                partial: false,
                signal_types: ["usage_spike"],
                new_signal_types: ["usage_spike"],
                definition_version: {usage_spike: 1},
                evidence: {
                    usage_spike: {observed: 2, threshold: 1.5, unit: "times", window_days: 7, facts: {}},
                },
                why_now: "Twice the activity of the week before.",
                routed: false,
                route_reason: "score 30, threshold 50",
                replayed: false,
            },
            {type: "group", groupType: "company", groupTypeIndex: 0},
            by,
        )
    const unsigned = firing("co_0001", writer)
    return [
        firing("co_0008", writer),
        firing("co_0002", {...writer, writer: "w_foreign", keys: FOREIGN}),
        {
            ...unsigned,
            properties: {...unsigned.properties, beton_sig: "", beton_payload: "", beton_writer: ""},
        },
        runCompletedEvent(
            {
                schema_version: 1,
                run_id: "earlier",
                as_of: lastRun,
                started_at: lastRun,
                finished_at: lastRun,
                partial: false,
                accounts_active: 1,
                accounts_emitted: 1,
                events_written: 1,
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
                kind: "daily",
                problems: [],
            },
            {...writer, keys: KEYS},
        ),
    ]
}

async function capture(url: string, apiToken: string, batch: readonly object[]): Promise<void> {
    const answer = await fetch(`${url}/batch/`, {
        method: "POST",
        headers: {"content-type": "application/json"},
        body: JSON.stringify({api_key: apiToken, historical_migration: false, batch}),
    })
    if (answer.status !== 200) throw new Error(`Events of yesterday: ${answer.status} ${await answer.text()}`)
}
