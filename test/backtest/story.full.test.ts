import {planBacktest} from "@beton/shared/backtest/plan"
import {cellsOf} from "@beton/shared/backtest/tables"
import {customId, customSignalSchema} from "@beton/shared/signals/custom-signal"
import {mulberry32} from "@beton/shared/stats/mulberry32"

import {STORY_NOW} from "../../scripts/sandbox/story"
import {EFFECTS} from "../../scripts/sandbox/story/effects"
import {storyProject} from "../detection/story"
import {STORY_FORM} from "../detection/story"
import {
    afterComputing,
    COMPANIES,
    createDetectionProject,
    DAY_MS,
    type DetectionProject,
    SIGNAL_IDS,
} from "../detection/support"
import {backtestOf} from "../support/backtest/ask"
import {FUTURES, withAnotherFuture} from "../support/backtest/future"

const OUTCOME = "subscription_started"
const END = Math.floor(Date.parse(STORY_NOW) / DAY_MS) * DAY_MS
const random = mulberry32(20_261_126)
/** Random instants of the last 80 days, at random hours. */
const INSTANTS = FUTURES.map((future) => [future, END - Math.floor(1 + random() * 80) * DAY_MS + Math.floor(random() * 24) * 3_600_000] as const) // prettier-ignore

let story: DetectionProject
beforeAll(async () => {
    story = await storyProject()
}, 300_000)

// What is in the database after an instant must not change anything that is computed as of that instant.
describe.each(INSTANTS)("with the future %s", (future, at) => {
    let other: DetectionProject
    beforeAll(async () => {
        other = await createDetectionProject({settings: STORY_FORM})
        await withAnotherFuture(story, other, at, {future, outcome: OUTCOME, billing: "checkout_started"})
        await afterComputing()
    }, 300_000)

    it("every signal finds the same accounts with the same facts", async () => {
        let found = 0
        for (const id of SIGNAL_IDS) {
            const rows = await story.detect(id, {instants: [at]})
            expect([id, await other.detect(id, {instants: [at]})]).toEqual([id, rows])
            found += rows.length
        }
        expect(found).toBeGreaterThan(0)
    }, 120_000)

    it("the whole backtest is the same, to the last digit", async () => {
        const ask = {asOf: at, outcome: OUTCOME, account: COMPANIES}
        const before = await backtestOf(story, ask)
        const after = await backtestOf(other, ask)
        expect(before.result.dates.k).toBeGreaterThan(20)
        expect(after.result).toEqual(before.result)
    }, 120_000)
})

it("what a backtest says of past landmarks stays as it was when months are added", async () => {
    const at = END - 60 * DAY_MS
    const then = await backtestOf(story, {asOf: at, outcome: OUTCOME, account: COMPANIES})
    const days = then.plan.landmarks.filter(({mature}) => mature).map(({day}) => day)
    // The later backtest looks at the same landmarks and has seen 60 more days.
    const later = planBacktest(END, 180)
    const plan = {
        ...then.plan,
        endDay: later.endDay - (then.plan.originSeconds === later.originSeconds ? 0 : 1),
    }
    const now = await backtestOf(story, {asOf: END, outcome: OUTCOME, account: COMPANIES, plan})
    const ofLandmarks = (tables: typeof now.tables) =>
        [...cellsOf(tables, "landmarks")].map(({a, b, c, n}) => `${a} ${b} ${c}: ${n}`).sort()
    expect(days.length).toBeGreaterThan(10)
    expect(ofLandmarks(now.tables)).toEqual(ofLandmarks(then.tables))
}, 120_000)

/** Custom signals on behaviours whose true effect the story knows. */
const BEHAVIOURS = EFFECTS.filter(({kind, name}) => kind === "event" && name !== "sso_configured")
const CUSTOM = BEHAVIOURS.map(({name}) => {
    const settings = customSignalSchema.parse({id: name, title: name, events: [name], base: 0})
    return {id: customId(settings), settings}
})

it("finds the effects that the story has, and none where it has none", async () => {
    // The truth was measured over accounts of four weeks and more, without a gap.
    const rules = {minTenureDays: 28, gapDays: 0}
    const {result} = await backtestOf(story, {asOf: END - 18 * 3_600_000, outcome: OUTCOME, account: COMPANIES, rules, custom: CUSTOM}) // prettier-ignore
    const lifts = new Map(result.signals.map(({id, whole, verdict}) => [id, {...whole.lift, verdict}]))
    const inside = (id: string, truth: number): boolean => {
        const lift = lifts.get(id)
        return lift !== undefined && (lift.lo ?? 0) <= truth && (lift.hi ?? Infinity) >= truth
    }
    const known = EFFECTS.filter(({kind}) => kind === "signal").map(({name, lift}) => [name, lift] as const)
    const custom = BEHAVIOURS.map(({name, lift}) => [`custom_${name}`, lift] as const)
    const missed = [...known, ...custom].filter(([id, truth]) => !inside(id, truth))
    // The story is the same each time, and all twelve ranges hold their truth.
    expect(missed.map(([id, truth]) => `${id}: ${truth} ${JSON.stringify(lifts.get(id))}`)).toEqual([])
    for (const {name} of BEHAVIOURS.filter(({planted}) => planted === "null"))
        expect([name, lifts.get(`custom_${name}`)?.verdict]).not.toEqual([name, "confirmed"])
    for (const [id] of known) expect([id, lifts.get(id)?.verdict]).toEqual([id, "confirmed"])
    const score = result.score.thresholds.find(({threshold}) => threshold === 60)
    expect(score?.lift.lo).toBeLessThan(20)
    expect(score?.lift.hi).toBeGreaterThan(20)
    expect(result.score.auc.lo).toBeGreaterThan(0.8)
}, 180_000)

it("leaves the company's own accounts out, by the domain they report", async () => {
    const ask = {asOf: END - 18 * 3_600_000, outcome: OUTCOME, account: COMPANIES}
    const all = await backtestOf(story, ask)
    const rows = await story.admin.sql(
        `SELECT JSONExtractString(group_properties, 'domain') AS domain, count() AS groups FROM groups WHERE team_id = ${story.id} GROUP BY domain HAVING domain != '' ORDER BY domain LIMIT 40`,
    )
    const own = (rows as {domain: string}[]).map(({domain}) => domain.toUpperCase())
    const settings = {...story.config.settings, internal_domains: own}
    const others = await backtestOf({...story, config: {...story.config, settings}}, ask)
    const left = all.result.accounts - others.result.accounts
    expect(left).toBeGreaterThan(10)
    expect(left).toBeLessThanOrEqual(40)
}, 120_000)
