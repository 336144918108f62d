import type {Computed} from "../../scripts/sandbox/pages/shapes"
import {happened, openPagesWorld, type PagesWorld} from "./pages-support"

jest.setTimeout(120_000)

/** The clocks go back on 25 October in Berlin. */
const NOW = Date.parse("2026-11-10T12:00:00Z")
const DAY_MS = 86_400_000

/** 600 events of 60 days, the same ones each time. */
function someEvents(): object[] {
    let state = 42
    const below = (n: number): number => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
        return Math.floor((state / 2_147_483_648) * n)
    }
    const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
    return Array.from({length: 600}, () => {
        const at = new Date(NOW - below(60 * DAY_MS)).toISOString()
        const plan = pick(["pro", "free", "team", "trial", undefined])
        const properties = {n: below(100), ...(plan === undefined ? {} : {plan}), $session_id: `s${below(90)}`}
        const event = happened(pick(["seen", "tried", "paid", "it's \"new\" {now}"]), `c${below(25)}`, at, properties)
        return {...event, distinct_id: `p${below(60)}`}
    })
} // prettier-ignore

const node = (event: string | null, more: object = {}) => ({kind: "EventsNode", event, ...more})
const trends = (more: object = {}, ...series: object[]) => ({
    kind: "TrendsQuery",
    series: series.length > 0 ? series : [node("seen")],
    ...more,
})
const funnel = (more: object, filter: object, ...steps: object[]) => ({
    kind: "FunnelsQuery",
    series: steps,
    funnelsFilter: filter,
    ...more,
})
const STEPS = [node("seen"), node("tried"), node("paid")]
const byPlan = (more: object = {}) => ({
    breakdownFilter: {breakdowns: [{property: "plan", type: "event"}], ...more},
})
const display = (name: string) => ({trendsFilter: {display: name}})
const PLAN = [{key: "plan", type: "event", operator: "exact", value: ["pro", "team"]}]

describe("a chosen period is counted as PostHog counts the same one that was saved", () => {
    let world: PagesWorld
    let dashboard: number
    beforeAll(async () => {
        world = await openPagesWorld(someEvents(), {now: new Date(NOW).toISOString()})
        dashboard = (await world.boards.dashboard({filters: {date_from: "-30d"}})).id
    })
    afterAll(() => world?.pages.close())

    const made = async (source: object): Promise<number> => {
        const insight = {query: {kind: "InsightVizNode", source}, dashboards: [dashboard], saved: true}
        return (await world.boards.call<{id: number}>("POST", "/insights/", insight)).body.id
    }
    const tile = async (insight: number, range = ""): Promise<Extract<Computed, {ok: true}>> => {
        const answer = await fetch(`${world.origin}/api/tiles/${insight}?dashboard=${dashboard}${range}`)
        const computed = (await answer.json()) as Computed
        if (!computed.ok) throw new Error(computed.message)
        return computed
    }

    const SOURCES: Record<string, object> = {
        "every event by day": trends({}, node(null)),
        "two series by week": trends({interval: "week"}, node("seen"), node("paid", {custom_name: "Money"})),
        "a name with quotes and braces": trends({}, node("it's \"new\" {now}")),
        "by month": trends({interval: "month"}),
        "by hour": trends({interval: "hour"}),
        "people": trends({}, node("seen", {math: "dau"})),
        "sessions": trends({}, node("seen", {math: "unique_session"})),
        "companies": trends({}, node("seen", {math: "unique_group", math_group_type_index: 0})),
        "a sum": trends({}, node("seen", {math: "sum", math_property: "n"})),
        "the largest, as a number": trends(display("BoldNumber"), node("seen", {math: "max", math_property: "n"})),
        "numbers per series": trends(display("ActionsBarValue"), node("seen"), node("paid")),
        "with properties": trends({properties: PLAN}, node("seen", {properties: [{key: "n", type: "event", operator: "gt", value: 50}]})),
        "a breakdown": trends(byPlan()),
        "a breakdown of two series": trends(byPlan(), node("seen"), node("paid")),
        "the two largest values": trends(byPlan({breakdown_limit: 2})),
        "the two largest values alone": trends(byPlan({breakdown_limit: 2, breakdown_hide_other_aggregation: true})),
        "a breakdown as numbers": trends({...byPlan(), ...display("ActionsPie")}),
        "a funnel of people": funnel({}, {}, ...STEPS),
        "a funnel of companies": funnel({aggregation_group_type_index: 0}, {}, ...STEPS),
        "a funnel within a day": funnel({aggregation_group_type_index: 0}, {funnelWindowInterval: 1}, ...STEPS),
        "a funnel within 36 hours": funnel({}, {funnelWindowInterval: 36, funnelWindowIntervalUnit: "hour"}, ...STEPS),
        "the same step twice": funnel({aggregation_group_type_index: 0}, {}, node("seen"), node("seen"), node("seen")),
        "a funnel with properties": funnel({properties: PLAN}, {}, node("seen"), node(null, {properties: PLAN})),
    } // prettier-ignore

    it.each(Object.entries(SOURCES))("%s", async (_, source) => {
        const id = await made(source)
        const {computed_at: _at, ...saved} = await tile(id)
        const {computed_at, ...chosen} = await tile(id, "&date_from=-30d")
        expect(saved.rows.flat().some((cell) => typeof cell === "number" && cell > 0)).toBe(true)
        expect(chosen).toEqual(saved)
        expect(chosen.own_period).toBe(false)
        expect(computed_at).toBe("2026-11-10T13:00:00+01:00")
        // Another period has other numbers.
        const shorter = await tile(id, "&date_from=2026-10-20&date_to=2026-10-26")
        expect(shorter.rows).not.toEqual(saved.rows)
    })

    it.each([
        ["people by a property", trends(byPlan(), node("seen", {math: "dau"}))],
        ["a median", trends({}, node("seen", {math: "median", math_property: "n"}))],
    ])("%s: PostHog's own numbers, with a note that the period is their own", async (_, source) => {
        const id = await made(source)
        const {own_period: isOwn, rows} = await tile(id)
        const chosen = await tile(id, "&date_from=-7d")
        expect([isOwn, chosen.own_period]).toEqual([false, true])
        expect(chosen.rows).toEqual(rows)
    })

    it("seven days around the change of the clocks are seven days", async () => {
        const {rows} = await tile(await made(trends()), "&date_from=2026-10-22&date_to=2026-10-28")
        expect(rows.map(([day]) => day)).toEqual([22, 23, 24, 25, 26, 27, 28].map((n) => `2026-10-${n}`))
        const counted = await world.boards.project.rows(
            "SELECT count() FROM events WHERE event = 'seen' AND toDate(timestamp) >= toDate('2026-10-22') AND toDate(timestamp) <= toDate('2026-10-28') LIMIT 1",
        )
        expect(rows.reduce((sum, [, n]) => sum + Number(n), 0)).toBe(counted[0]?.[0])
    })
})
