import {type BacktestRules, planBacktest} from "../../shared/src/backtest/plan"
import {MAX_SUBJECTS, type SubjectChoice, subjectsOf} from "../../shared/src/backtest/subjects"
import {instantOf} from "../../shared/src/queries/grid"
import {insertEvents, uuidOf} from "../detection/micro"
import {COMPANIES, createDetectionProject, type DetectionProject} from "../detection/support"
import type {OracleAccount, RawEvent} from "../oracle"
import {expectedRows} from "../support/backtest/expected-rows"
import {OUTCOME_EVENT, PAID, randomProject} from "../support/backtest/random-project"
import {riskSetRows} from "../support/backtest/risk-set-query"

const AS_OF = Date.parse("2026-06-15T06:00:00Z")
const RULES: BacktestRules = {gapDays: 2, horizonDays: 21, minTenureDays: 7, activeWithinDays: 5}
const DAY = 86_400

async function riskSetOf(
    project: DetectionProject,
    rules: BacktestRules,
    subjects: readonly SubjectChoice[],
) {
    const answer = await project.client.query(riskSetRows, {
        account: COMPANIES,
        partition: {index: 0, count: 1},
        plan: planBacktest(AS_OF, 60, rules) as never,
        outcome: {event: OUTCOME_EVENT, where: {property: "plan", values: PAID}},
        subjects: [...subjects],
        threshold: 60,
    })
    if (!answer.ok) throw new Error(answer.failure.message)
    return answer.value
}

describe("who is at risk at an instant T and converts in time, to the second", () => {
    const plan = planBacktest(AS_OF, 60, RULES)
    const place = 4
    const t = instantOf(plan, plan.landmarks[place - 1]!.day) / 1000
    const {gapDays, horizonDays, minTenureDays, activeWithinDays} = RULES
    const gap = gapDays * DAY
    const closed = gap + horizonDays * DAY
    /** Seconds (or microseconds, as a fraction) from T: activity, then the conversion. */
    interface Case {
        readonly activity: readonly number[]
        readonly converts?: number
        /** Converts in time at T: 1 yes, 0 no, null = not at risk; with the gap, and without one. */
        readonly expected: 0 | 1 | null
        readonly withoutGap?: 0 | 1 | null
    }
    const usual = [-40 * DAY, -DAY]
    const CASES: Record<string, Case> = {
        "never converts": {activity: usual, expected: 0},
        "converted a second before T": {activity: usual, converts: -1, expected: null},
        "converted a microsecond before T": {activity: usual, converts: -0.000001, expected: null},
        "converts at T": {activity: usual, converts: 0, expected: null, withoutGap: 1},
        "converts a second before the gap ends": {activity: usual, converts: gap - 1, expected: null, withoutGap: 1},
        "converts a microsecond before the gap ends": {activity: usual, converts: gap - 0.000001, expected: null, withoutGap: 1},
        "converts as the gap ends": {activity: usual, converts: gap, expected: 1},
        "converts a second before the horizon without gap ends": {activity: usual, converts: closed - gap - 1, expected: 1},
        "converts as the horizon without gap ends": {activity: usual, converts: closed - gap, expected: 1, withoutGap: 0},
        "converts a second before gap and horizon end": {activity: usual, converts: closed - 1, expected: 1, withoutGap: 0},
        "converts as gap and horizon end": {activity: usual, converts: closed, expected: 0},
        "first active exactly the least tenure before T": {activity: [-minTenureDays * DAY, -DAY], expected: null},
        "first active a second earlier than that": {activity: [-minTenureDays * DAY - 1, -DAY], expected: 0},
        "last active exactly at the start of the last days": {activity: [-40 * DAY, -activeWithinDays * DAY], expected: 0},
        "last active a second earlier than that": {activity: [-40 * DAY, -activeWithinDays * DAY - 1], expected: null},
        "last active a second before T": {activity: [-40 * DAY, -1], expected: 0},
        "active at T itself, not before": {activity: [-40 * DAY, 0], expected: null},
    } // prettier-ignore
    let project: DetectionProject

    beforeAll(async () => {
        project = await createDetectionProject({project: {timezone: "Asia/Kolkata"}})
        const instant = (seconds: number): string => {
            const whole = Math.floor(t + seconds)
            const micros = Math.round((t + seconds - whole) * 1e6)
            return `${new Date(whole * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, "0")}Z`
        }
        const event = (key: string, name: string, seconds: number, properties = {}): RawEvent => ({
            uuid: uuidOf(`${key} ${name} ${seconds}`),
            event: name,
            distinct_id: key,
            person_id: key,
            timestamp: instant(seconds),
            properties: {$group_0: key, ...properties},
        })
        await insertEvents(
            project,
            Object.entries(CASES).flatMap(([key, {activity, converts}]) => [
                ...activity.map((seconds) => event(key, "query_run", seconds)),
                ...(converts === undefined ? [] : [event(key, OUTCOME_EVENT, converts, {plan: PAID[0]})]),
            ]),
        )
    })

    test.each([
        ["a gap of two days", RULES],
        ["no gap", {...RULES, gapDays: 0}],
    ] as const)("%s", async (_name, rules) => {
        const landmarks = planBacktest(AS_OF, 60, rules).landmarks
        const at = landmarks.findIndex(({day}) => day === plan.landmarks[place - 1]!.day) + 1
        expect(landmarks[at - 1]?.mature).toBe(true)
        const rows = await riskSetOf(project, rules, [{id: "pricing_intent", settings: {}}])
        const found = Object.keys(CASES).map((key) => {
            const row = rows.find(({account}) => account === key)
            const index = row?.places.indexOf(at) ?? -1
            return [key, row === undefined || index < 0 ? null : row.ys[index]]
        })
        const wanted = Object.entries(CASES).map(([key, {expected, withoutGap}]) => [
            key,
            rules.gapDays === 0 && withoutGap !== undefined ? withoutGap : expected,
        ])
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted))
    })
})

describe("custom signals, as many as a backtest takes", () => {
    const condition = (is: string, property: string, value?: string | number) => [
        {property, is, ...(value === undefined ? {} : {value})},
    ]
    const WHERE: Record<string, Record<string, unknown>> = {
        equal_number: {where: condition("equal", "seats", 10)},
        equal_text: {where: condition("equal", "channel", "phone")},
        not_equal: {where: condition("not_equal", "channel", "phone")},
        contains: {where: condition("contains", "channel", "WEB")},
        contains_number: {where: condition("contains", "seats", "0")},
        set: {where: condition("set", "seats")},
        at_least: {where: condition("at_least", "seats", 5)},
        at_least_fraction: {where: condition("at_least", "seats", 10.25)},
        at_most: {where: condition("at_most", "seats", 5)},
        at_most_negative: {where: condition("at_most", "seats", -1)},
        two: {where: [...condition("at_least", "seats", 5), ...condition("contains", "channel", "web")]},
        events: {at_least: 3},
        people: {count: "people", at_least: 2},
        days: {count: "days", at_least: 2, window_days: 3},
        several: {events: ["call_booked", "checkout_started", "$pageview"], at_least: 4},
        long: {window_days: 90, at_least: 5},
        last: {window_days: 1},
    }
    const CHOICES: SubjectChoice[] = Object.entries(WHERE).map(([id, settings]) => ({
        id: `custom_${id}`,
        settings: {id, title: id, events: ["call_booked"], base: 7.5, ...settings},
    }))

    test("every comparison and every way to count, in every state, for every account and instant", async () => {
        expect(CHOICES).toHaveLength(MAX_SUBJECTS)
        const plan = planBacktest(AS_OF, 60, RULES)
        const instants = plan.landmarks.map(({day}) => instantOf(plan, day))
        const events = randomProject({seed: 9, accounts: 120, end: AS_OF, days: 150, instants})
        const project = await createDetectionProject({project: {timezone: "America/New_York"}})
        await insertEvents(project, events)
        const subjects = subjectsOf(CHOICES)
        const wanted = expectedRows({
            events,
            account: COMPANIES as OracleAccount,
            plan,
            outcome: {event: OUTCOME_EVENT, property: "plan", values: PAID},
            subjects,
            threshold: 60,
        }).filter(({length}) => length > 0)
        const rows = await riskSetOf(project, RULES, CHOICES)
        const found = rows.map(({account, places, codes, scores, routed, ys, waits, ends}) => ({
            ...{account, places, scores, routed, converts: ys, waits},
            ended: ends[0] === 1,
            states: subjects.map((_subject, i) => codes.map((code) => Math.floor(code / 8 ** i) % 8)),
        }))
        const byAccount = (a: {account: string}, b: {account: string}) => (a.account < b.account ? -1 : 1)
        expect(found.sort(byAccount)).toEqual(wanted.map(({length: _length, ...row}) => row).sort(byAccount))
        subjects.forEach(({id}, i) => {
            const states = new Set(wanted.flatMap((row) => [...row.states[i]!]))
            expect({id, active: states.size > 1, inactive: states.has(0)}).toEqual({id, active: true, inactive: true}) // prettier-ignore
        })
    })
})
