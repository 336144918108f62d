import {type ActiveRow, decideAccounts, newTypes} from "./detection"
import {gridOf, instantOf} from "./queries/grid"
import {replayFirings} from "./replay-firings"
import {type AnySignal, signalById} from "./signals/index"

const DAY = 86_400_000
const grid = gridOf(Array.from({length: 10}, (_, i) => Date.parse("2026-10-01T06:00:00Z") + i * DAY))
const billing = signalById("billing_intent") as AnySignal
const settings = {billing_intent: billing.params.parse({})}
const row = (account: string, index: number): ActiveRow => ({
    account,
    day: grid.days[index] ?? 0,
    events: 1,
    people: 1,
    last_at: 0,
    last_event: "checkout_started",
})
const firedOn = (rows: ActiveRow[], history?: Parameters<typeof replayFirings>[3]) =>
    [...replayFirings(new Map([[billing, rows]]), settings, grid, history)].flatMap(({asOf, decided}) =>
        decided
            .filter((account) => newTypes(account).length > 0)
            .map(({account}) => `${account} ${new Date(asOf).toISOString().slice(5, 10)}`),
    )

it("fires on the first active day and again after the cooldown, as a live run a day would", () => {
    const rows = Array.from({length: 10}, (_, i) => row("acme", i))
    expect(firedOn(rows)).toEqual(["acme 10-01", "acme 10-08"])
    expect(firedOn([row("acme", 2), row("beta", 4), row("acme", 3), row("acme", 9)])).toEqual([
        "acme 10-03",
        "beta 10-05",
        "acme 10-10",
    ])
})

it("goes on from earlier firings, and adds its own", () => {
    const history = new Map([["acme", new Map([["billing_intent", [Date.parse("2026-09-29T06:00:00Z")]]])]])
    const rows = Array.from({length: 10}, (_, i) => row("acme", i))
    expect(firedOn(rows, history)).toEqual(["acme 10-06"])
    expect(history.get("acme")?.get("billing_intent")).toHaveLength(2)
})

it("decides each instant as a single decision does", () => {
    const rows = [row("acme", 0), row("beta", 1)]
    for (const {asOf, decided} of replayFirings(new Map([[billing, rows]]), settings, grid)) {
        const today = rows.filter((one) => instantOf(grid, one.day) === asOf)
        const single = decideAccounts(new Map([[billing, today]]), settings, new Map(), asOf)
        expect(decided.map(({account, score}) => [account, score])).toEqual(
            single.map(({account, score}) => [account, score]),
        )
    }
})
