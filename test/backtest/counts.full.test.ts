import type {BacktestJob} from "@beton/posthog-app/backtest/job"
import {backtestStep, memoryStore, startOf} from "@beton/posthog-app/backtest/progress"

import {DEFAULT_RULES, planBacktest} from "../../shared/src/backtest/plan"
import {type SubjectChoice, subjectsOf} from "../../shared/src/backtest/subjects"
import {
    addCounts,
    type CountRow,
    type CountTables,
    type TableName,
    TABLES,
} from "../../shared/src/backtest/tables"
import type {AccountSource} from "../../shared/src/queries/account"
import {instantOf} from "../../shared/src/queries/grid"
import {SIGNALS} from "../../shared/src/signals/index"
import {insertEvents} from "../detection/micro"
import {COMPANIES, createDetectionProject, type DetectionProject, DOMAINS} from "../detection/support"
import type {OracleAccount} from "../oracle"
import {countRows} from "../support/backtest/count-rows"
import {expectedRows} from "../support/backtest/expected-rows"
import {OUTCOME_EVENT, PAID, randomProject} from "../support/backtest/random-project"

const AS_OF = Date.parse("2026-06-15T06:00:00Z")
const PLAN = planBacktest(AS_OF, 120, {...DEFAULT_RULES, gapDays: 1, horizonDays: 21})
const THRESHOLD = 55
const CALLS = {id: "calls", title: "Calls", events: ["call_booked"], at_least: 1, window_days: 14, base: 12.5}
const CHOICES: SubjectChoice[] = [
    ...SIGNALS.map(({id}) => ({id, settings: {}})),
    {
        id: "custom_calls",
        settings: {
            ...CALLS,
            count: "events",
            where: [
                {property: "seats", is: "at_least", value: 5},
                {property: "channel", is: "contains", value: "WEB"},
            ],
        },
    },
]
const EVENTS = randomProject({
    seed: 5,
    accounts: 160,
    end: AS_OF,
    days: 260,
    instants: PLAN.landmarks.map(({day}) => instantOf(PLAN, day)),
})

/** The tables of the app's own backtest, asked slice by slice and, where PostHog takes long, asynchronously. */
async function asked(
    project: DetectionProject,
    account: AccountSource,
    slices: number,
    internal: BacktestJob["internal"] = null,
): Promise<CountTables> {
    const job: BacktestJob = {
        as_of: new Date(AS_OF).toISOString(),
        outcome: {name: "won", event: OUTCOME_EVENT, where: {property: "plan", values: PAID}},
        plan: PLAN,
        account,
        internal,
        subjects: CHOICES,
        unjudged: [],
        threshold: THRESHOLD,
        minimum_lift: 1.5,
    }
    const store = memoryStore()
    let progress = startOf(slices)
    while (progress.pass !== "done") {
        const step = await backtestStep(project.client, job, progress, store, Date.now())
        if (step.kind === "failed") throw new Error(step.failure.message)
        progress = step.progress
        if (step.kind === "wait") await new Promise((resolve) => setTimeout(resolve, 1000))
    }
    return addCounts((await store.all(progress.slices)) as CountRow[])
}

function expected(account: AccountSource, internal: ReadonlySet<string> = new Set()): CountTables {
    const subjects = subjectsOf(CHOICES)
    const outcome = {event: OUTCOME_EVENT, property: "plan", values: PAID}
    const rows = expectedRows({events: EVENTS, account: account as OracleAccount, plan: PLAN, outcome, subjects, threshold: THRESHOLD}) // prettier-ignore
    return countRows(
        rows.filter((row) => !internal.has(row.account)),
        PLAN,
        subjects.length,
    )
}

/** Cells of a table in order. */
function cells(tables: CountTables, name: TableName): [number, number][] {
    return [...tables[name]].sort(([a], [b]) => a - b)
}

function expectSameTables(found: CountTables, wanted: CountTables): void {
    for (const name of Object.keys(TABLES) as TableName[])
        expect({name, cells: cells(found, name)}).toEqual({name, cells: cells(wanted, name)})
}

describe("every table of a backtest is what plain TypeScript counts from the same events", () => {
    let kolkata: DetectionProject
    let newYork: DetectionProject

    beforeAll(async () => {
        kolkata = await createDetectionProject({project: {timezone: "Asia/Kolkata"}})
        newYork = await createDetectionProject({project: {timezone: "America/New_York"}})
        await insertEvents(kolkata, EVENTS)
        await insertEvents(newYork, EVENTS)
    })

    test("the events try out everything: each table has cells, each signal several states", () => {
        const wanted = expected(COMPANIES)
        for (const name of Object.keys(TABLES) as TableName[]) expect(wanted[name].size).toBeGreaterThan(5)
        CHOICES.forEach((_choice, index) => {
            const states = [...wanted.states.keys()].filter((key) => Math.floor(key / 100_000) === index)
            expect(states.length).toBeGreaterThan(3)
        })
    })

    test("one slice", async () => {
        expectSameTables(await asked(kolkata, COMPANIES, 1), expected(COMPANIES))
    })

    test("four slices, in a project of another time zone", async () => {
        expectSameTables(await asked(newYork, COMPANIES, 4), expected(COMPANIES))
    })

    test("accounts by e-mail domain", async () => {
        expectSameTables(await asked(kolkata, DOMAINS, 1), expected(DOMAINS))
    })

    test("without groups of one's own company, in whatever case their domain is written", async () => {
        const own = new Set(["account 0", "account 17", "account 44"])
        const groups = ["account 0", "account 17", "account 44", "account 45", "account 46"].map((key, i) => {
            const domain = ["ours.test", "OURS.test", "Ours.Dev", "not-ours.test", ""][i]
            const at = "2026-01-01 00:00:00.000"
            return {team_id: kolkata.id, group_type_index: 0, group_key: key, created_at: at, group_properties: JSON.stringify({site: domain}), _timestamp: at} // prettier-ignore
        })
        await kolkata.admin.insert("groups", groups.map((row) => JSON.stringify(row)).join("\n"))
        const internal = {property: "site", domains: ["ours.test", "ours.DEV"]}
        const wanted = expected(COMPANIES, own)
        expect(cells(wanted, "landmarks")).not.toEqual(cells(expected(COMPANIES), "landmarks"))
        expectSameTables(await asked(kolkata, COMPANIES, 1, internal), wanted)
    })
})
