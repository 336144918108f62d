import {DEFAULT_RULES, planBacktest} from "../../shared/src/backtest/plan"
import {type SubjectChoice, subjectsOf} from "../../shared/src/backtest/subjects"
import {addCounts, type CountTables, type TableName, TABLES} from "../../shared/src/backtest/tables"
import type {AccountSource} from "../../shared/src/queries/account"
import {backtestCounts} from "../../shared/src/queries/backtest/counts"
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
const CALLS = {id: "calls", title: "Calls", events: ["call_booked"], at_least: 2, window_days: 10, base: 12.5}
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
    accounts: 300,
    end: AS_OF,
    days: 260,
    instants: PLAN.landmarks.map(({day}) => instantOf(PLAN, day)),
})

/** The tables that the query gives, asked slice by slice. */
async function asked(
    project: DetectionProject,
    choices: readonly SubjectChoice[],
    account: AccountSource,
    slices: number,
    internal: {property: string; domains: string[]} | null = null,
): Promise<CountTables> {
    const rows = []
    for (let index = 0; index < slices; index++) {
        const answer = await project.client.query(backtestCounts, {
            account,
            partition: {index, count: slices},
            plan: PLAN as never,
            outcome: {event: OUTCOME_EVENT, where: {property: "plan", values: PAID}},
            subjects: [...choices],
            threshold: THRESHOLD,
            internal,
        })
        if (!answer.ok) throw new Error(answer.failure.message)
        rows.push(...answer.value)
    }
    return addCounts(rows)
}

function expected(
    choices: readonly SubjectChoice[],
    account: AccountSource,
    internal: ReadonlySet<string> = new Set(),
): CountTables {
    const subjects = subjectsOf(choices)
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
        const wanted = expected(CHOICES, COMPANIES)
        for (const name of Object.keys(TABLES) as TableName[]) expect(wanted[name].size).toBeGreaterThan(5)
        CHOICES.forEach((_choice, index) => {
            const states = [...wanted.states.keys()].filter((key) => Math.floor(key / 100_000) === index)
            expect(states.length).toBeGreaterThan(3)
        })
    })

    test("one slice", async () => {
        expectSameTables(await asked(kolkata, CHOICES, COMPANIES, 1), expected(CHOICES, COMPANIES))
    })

    test("four slices, in a project of another time zone", async () => {
        expectSameTables(await asked(newYork, CHOICES, COMPANIES, 4), expected(CHOICES, COMPANIES))
    })

    test("accounts by e-mail domain", async () => {
        expectSameTables(await asked(kolkata, CHOICES, DOMAINS, 1), expected(CHOICES, DOMAINS))
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
        const wanted = expected(CHOICES, COMPANIES, own)
        expect(cells(wanted, "landmarks")).not.toEqual(cells(expected(CHOICES, COMPANIES), "landmarks"))
        expectSameTables(await asked(kolkata, CHOICES, COMPANIES, 1, internal), wanted)
    })
})
