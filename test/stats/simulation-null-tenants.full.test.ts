import {analyse} from "../../shared/src/backtest/analyse"
import {planBacktest} from "../../shared/src/backtest/plan"
import type {BacktestResult} from "../../shared/src/backtest/result"
import {type Subject, subjectsOf} from "../../shared/src/backtest/subjects"
import type {CountTables} from "../../shared/src/backtest/tables"
import {CONFIRM_LEVEL} from "../../shared/src/backtest/verdict"
import {SIGNALS} from "../../shared/src/signals/index"
import {clopperPearson} from "../../shared/src/stats/proportion"
import {randomSource} from "../support/backtest/random-source"
import {simulateTenant, THRESHOLD} from "../support/backtest/tenant"
import {drawTraits, type TenantRange} from "../support/backtest/tenant-traits"
import {compatible, summary} from "../support/stats/binomial-limits"

const AS_OF = Date.parse("2026-06-15T06:00:00Z")
const PLAN = planBacktest(AS_OF, 180)
const FIXED = subjectsOf(SIGNALS.map(({id}) => ({id, settings: {}})))
/** The same signals as if somebody had tuned them on this data: only the later landmarks may confirm. */
const TUNED = FIXED.map((subject) => ({...subject, fixedInAdvance: false}))
const OUTCOME = {name: "won", event: "subscription_started", where: null}

function resultOf(tables: CountTables, subjects: readonly Subject[]): BacktestResult {
    return analyse({asOf: AS_OF, outcome: OUTCOME, plan: PLAN, subjects, threshold: THRESHOLD, tables})
}

describe("500 customers whose eight signals have nothing to do with conversion", () => {
    const TENANTS = 500
    const RANGE: TenantRange = {
        accounts: [150, 3000],
        baseRate: [0.01, 0.15],
        prevalence: [0.005, 0.3],
        withTrend: 0.5,
        withFrailty: 0.5,
    }
    const none = () => ({anyConfirmed: 0, routingConfirmed: 0, judged: 0, tenantsJudged: 0, below: 0})
    const found = {fixed: none(), tuned: none()}

    beforeAll(() => {
        for (let seed = 1; seed <= TENANTS; seed++) {
            const traits = drawTraits(randomSource(seed), RANGE, FIXED.length)
            const tables = simulateTenant({seed: 1_000_000 + seed, plan: PLAN, subjects: FIXED, traits})
            for (const [name, subjects] of [["fixed", FIXED], ["tuned", TUNED]] as const) {
                const {signals, overall} = resultOf(tables, subjects)
                const judged = signals.filter(({verdict}) => verdict !== "too_little_data")
                const sum = found[name]
                if (signals.some(({verdict}) => verdict === "confirmed")) sum.anyConfirmed++
                if (overall.verdict === "confirmed") sum.routingConfirmed++
                if (judged.length > 0) sum.tenantsJudged++
                sum.judged += judged.length
                sum.below += judged.filter(({confirmation: {lift}}) => (lift.p_above_1 ?? 1) <= CONFIRM_LEVEL).length
            }
        }
    }, 240_000) // prettier-ignore

    test.each(["fixed", "tuned"] as const)("rules %s: at most 1 in 20 sees a signal confirmed, with certainty", (name) => {
        const {anyConfirmed, routingConfirmed, tenantsJudged, judged, below} = found[name]
        const {hi} = clopperPearson(anyConfirmed, TENANTS, 0.95)!
        const {hi: routingHi} = clopperPearson(routingConfirmed, TENANTS, 0.95)!
        const ofJudged = clopperPearson(anyConfirmed, tenantsJudged, 0.95)!
        console.log(
            `null tenants, rules ${name}: a signal confirmed in ${anyConfirmed} of ${TENANTS} (upper limit ${hi.toFixed(4)}); ` +
                `of the ${tenantsJudged} with a signal judged at most ${ofJudged.hi.toFixed(4)}; routing confirmed in ${routingConfirmed}; ` +
                `${below} of ${judged} judged signals with p <= ${CONFIRM_LEVEL} before Holm`,
        )
        expect(hi).toBeLessThanOrEqual(0.05)
        expect(ofJudged.hi).toBeLessThanOrEqual(0.05)
        expect(routingHi).toBeLessThanOrEqual(0.05)
        // A simulation in which nothing is ever judged would show nothing.
        expect(tenantsJudged).toBeGreaterThan(TENANTS / 2)
        expect(judged).toBeGreaterThan(4 * TENANTS)
        // Single tests reach their level: not far above it, and not by never rejecting.
        expect(below / judged).toBeLessThan(1.5 * CONFIRM_LEVEL)
        expect(below / judged).toBeGreaterThan(0.4 * CONFIRM_LEVEL)
    }) // prettier-ignore
})

describe("300 customers with one signal whose landmark lift is 2.5", () => {
    const TENANTS = 300
    const LIFT = 2.5
    const RANGE: TenantRange = {
        accounts: [300, 2000],
        baseRate: [0.02, 0.1],
        prevalence: [0.005, 0.3],
        withTrend: 0,
        withFrailty: 0,
    }
    const logs: number[] = []
    let shown = 0
    let covers = 0
    let confirmed = 0
    let others = 0

    beforeAll(() => {
        for (let seed = 1; seed <= TENANTS; seed++) {
            const random = randomSource(2_000_000 + seed)
            const traits = drawTraits(random, RANGE, FIXED.length)
            const planted = {
                signal: seed % FIXED.length,
                lift: LIFT,
                prevalence: random.logBetween(0.02, 0.15),
                spellDays: random.logBetween(20, 120),
            }
            const {signals} = resultOf(
                simulateTenant({seed: 3_000_000 + seed, plan: PLAN, subjects: FIXED, traits, planted}),
                FIXED,
            )
            const {verdict, whole} = signals[planted.signal]!
            if (verdict === "confirmed") confirmed++
            if (signals.some((signal, i) => i !== planted.signal && signal.verdict === "confirmed")) others++
            if (verdict === "too_little_data") continue
            shown++
            const {value, lo, hi} = whole.lift
            if (value !== null) logs.push(Math.log(value / LIFT))
            if ((lo ?? 0) <= LIFT && LIFT <= (hi ?? Infinity)) covers++
        }
    }, 240_000)

    test("the range shown contains the truth in at least 93 %", () => {
        const {mean, sd} = summary(logs)
        console.log(
            `planted ${LIFT}: ranges contain it in ${covers} of ${shown} shown (${(covers / shown).toFixed(3)}); ` +
                `mean log error ${mean.toFixed(4)}, sd ${sd.toFixed(3)}; confirmed ${confirmed} of ${TENANTS}; ` +
                `another signal confirmed in ${others}`,
        )
        expect(shown).toBeGreaterThan(0.7 * TENANTS)
        expect(covers / shown).toBeGreaterThanOrEqual(0.93)
        expect(compatible(covers, shown, 0.95)).toBe(true)
    })

    test("the lift shown is not off to one side, and most are confirmed", () => {
        const {mean, sd} = summary(logs)
        expect(Math.abs(mean)).toBeLessThan((3.3 * sd) / Math.sqrt(logs.length))
        expect(confirmed / TENANTS).toBeGreaterThan(0.5)
    })
})
