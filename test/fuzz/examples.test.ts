/** What the properties of this folder found, one plain example each. */
import {type Arrived, type OnTheWay, openCase, type Request} from "./support/case"
import {complaints, expectClean} from "./support/checks"
import {nextDay, outcomeOf, runOf, untilDone} from "./support/outcome"
import {type BaseWorld, WORLDS} from "./support/worlds"

const [fresh, livedIn] = WORLDS as [BaseWorld, BaseWorld]

/** A day in which the n-th answer of a kind is changed on its way. */
async function dayWith(
    world: BaseWorld,
    name: string,
    change: (good: Arrived, request: Request) => Arrived,
    o: {nth?: number; always?: boolean} = {},
) {
    const self = openCase(world)
    let seen = 0
    const onTheWay: OnTheWay = (request, serve) => {
        if (request.name !== name) return serve()
        seen += 1
        return seen === (o.nth ?? 1) || o.always ? change(serve(), request) : serve()
    }
    self.onTheWay = onTheWay
    await untilDone(self)
    await expectClean(self)
    return {self, outcome: outcomeOf(world, self), complaints: complaints(self), run: await runOf(self)}
}
const undisturbed = (world: BaseWorld) => dayWith(world, "", (good) => good)
const expected = new Map<BaseWorld, ReturnType<typeof undisturbed>>()
/** What an undisturbed day comes to. */
async function goodDay(world: BaseWorld) {
    const day = expected.get(world) ?? undisturbed(world)
    expected.set(world, day)
    return (await day).outcome
}
const body = <T>(good: Arrived, change: (parsed: T) => unknown): Arrived => ({
    ...good,
    text: JSON.stringify(change(JSON.parse(good.text) as T)),
})
interface Rows {
    results: unknown[][]
}

it("both worlds run clean, and an account may be called constructor", async () => {
    for (const world of [fresh, livedIn]) {
        const {outcome, complaints: none} = await undisturbed(world)
        expect(none).toEqual([])
        expect(outcome.firings).toHaveLength(8)
        expect(outcome.firings.join()).toContain("constructor")
    }
    const {run} = await undisturbed(livedIn)
    expect(run?.route).toMatchObject({
        state: "on",
        // One of them says the same, but does not know its account yet.
        updated: 2,
        annotated: 1,
        unchanged: 0,
        created: 3,
        failed: 0,
    })
})

it.each<[string, (rows: Rows) => unknown, string]>([
    [
        "an account twice",
        ({results, ...more}) => ({...more, results: [...results, ...results]}),
        "Query signal_team_growth: the answer has an account twice, or a day that was not asked about.",
    ],
    [
        "a day that nobody asked about",
        ({results, ...more}) => ({
            ...more,
            results: results.map(([account, , ...rest]) => [account, 1, ...rest]),
        }),
        "Query signal_team_growth: the answer has an account twice, or a day that was not asked about.",
    ],
    [
        "no columns",
        ({results}) => ({results}),
        'PostHog\'s answer to the query signal_team_growth has an unknown form: "columns" is missing or of another kind.',
    ],
])("a detection that has %s is asked for again", async (_what, change, sentence) => {
    const {outcome, complaints: said} = await dayWith(fresh, "signal_team_growth", (good) =>
        body<Rows>(good, change),
    )
    expect(said).toEqual([`detect: ${sentence} Trying again in 15 s.`])
    expect(outcome).toEqual(await goodDay(fresh))
})

it("a detection that stays unreadable is given up after three more tries, and the next day makes up for it", async () => {
    const garbage = () => ({status: 200, text: '{"results": 7}'})
    const {self, complaints: said, run} = await dayWith(fresh, "signal_team_growth", garbage, {always: true})
    expect(said).toHaveLength(3)
    expect(run?.signals.team_growth).toMatchObject({state: "failed"})
    expect(run?.signals.billing_intent).toMatchObject({state: "ok"})
    self.onTheWay = (_request, serve) => serve()
    await nextDay(self)
    const good = await undisturbed(fresh)
    await nextDay(good.self)
    const undated = ({deals}: ReturnType<typeof outcomeOf>) => deals.map((deal) => deal.undated).sort()
    expect(undated(outcomeOf(fresh, self))).toEqual(undated(outcomeOf(fresh, good.self)))
})

it.each([302, 404])(
    "a %i to one query says nothing about its signal: the run stops and starts anew",
    async (status) => {
        const {
            self,
            outcome,
            complaints: said,
        } = await dayWith(fresh, "signal_team_growth", (good) => ({...good, status}))
        expect(said).toHaveLength(1)
        expect(said[0]).toMatch(/^Run of .* stopped\. Detection: PostHog/)
        expect(self.requests.filter(({name}) => name === "project")).toHaveLength(2)
        expect(outcome).toEqual(await goodDay(fresh))
    },
)

it("what an ingestion does not confirm is sent again: a page that says 200 loses nothing", async () => {
    const page = () => ({status: 200, text: "<!doctype html><title>Sign in</title>"})
    const self = openCase(fresh)
    let first = true
    self.onTheWay = (request, serve) => {
        if (request.name !== "capture" || !first) return serve()
        first = false
        return page()
    }
    await untilDone(self)
    expect(complaints(self)).toEqual([
        "emit: What answers at the ingestion address does not confirm the events as PostHog does. Trying again in 15 s.",
    ])
    expect(outcomeOf(fresh, self)).toEqual(await goodDay(fresh))
})

it.each<[string, number, string, string]>([
    ["stage", 1, "POST /v2/objects/deals/records/query", "stage"],
    ["key", 1, "POST /v2/objects/deals/records/query", "beton_key"],
])("a deal without its %s is not built on", async (_what, nth, name, slug) => {
    const without = (good: Arrived) =>
        body<{data: {values: Record<string, unknown>}[]}>(good, ({data}) => ({
            data: data.map(({values, ...deal}) => ({...deal, values: {...values, [slug]: []}})),
        }))
    const {outcome, complaints: said} = await dayWith(livedIn, name, without, {nth})
    expect(said).toEqual([`route: Attio's answer has a deal without its ${slug}. Trying again in 15 s.`])
    expect(outcome).toEqual(await goodDay(livedIn))
})

it("a deal in a stage that the workspace does not have is not built on", async () => {
    const elsewhere = (good: Arrived) => ({
        ...good,
        text: good.text.replace(/"status_id":"[^"]+"/, '"status_id":"00000000-0000-4000-a000-00000000000e"'),
    })
    const name = "POST /v2/objects/deals/records/query"
    const {outcome, complaints: said} = await dayWith(livedIn, name, elsewhere)
    expect(said).toEqual([
        "route: Attio's answer has a deal in a stage that deals do not have. Trying again in 15 s.",
    ])
    expect(outcome).toEqual(await goodDay(livedIn))
})

it("a profile with a property too few is not read as a company without a domain", async () => {
    const short = (good: Arrived) =>
        body<Rows>(good, ({results, ...more}) => ({
            ...more,
            results: results.map(([account, properties]) => [account, (properties as string[]).slice(0, 1)]),
        }))
    const {outcome, complaints: said} = await dayWith(fresh, "group_profiles", short)
    expect(said).toEqual([
        "route: Query group_profiles: a row has more or fewer properties than were asked for. Trying again in 15 s.",
    ])
    expect(outcome).toEqual(await goodDay(fresh))
})

it.each<[string, Arrived]>([
    ["cannot be read", {status: 200, text: "[]"}],
    ["is an outage", {status: 503, text: "<html>"}],
    ["says that the token was revoked", {status: 401, text: "{}"}],
])("a deal whose creation's answer %s was created by this run all the same", async (_what, answer) => {
    const {outcome, run} = await dayWith(fresh, "POST /v2/objects/deals/records", () => answer)
    expect(run?.route).toMatchObject({created: 3, unchanged: 0, failed: 0})
    expect(outcome).toEqual(await goodDay(fresh))
})

it("an address of Attio that leads elsewhere stops the run where it is, and it goes on", async () => {
    const elsewhere = (good: Arrived) => ({...good, status: 302})
    const name = "POST /v2/objects/companies/records/query"
    const {outcome, complaints: said} = await dayWith(fresh, name, elsewhere)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/stopped\. Attio's address leads elsewhere\./)
    expect(outcome).toEqual(await goodDay(fresh))
})

it("a job or a wish without a payload does nothing, or nothing that writes", async () => {
    const {self} = await undisturbed(fresh)
    const before = self.firings.length
    await self.host.runNow(null as never)
    await self.host.backfill(undefined as never)
    await self.host.drain()
    await expectClean(self)
    expect(self.host.logs.map(({text}) => text).join("\n")).toContain("Backfill until")
    expect(new Set(self.firings).size).toBe(before)
})
