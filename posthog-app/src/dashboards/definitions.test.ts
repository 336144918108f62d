import {keyPairOf} from "@beton/shared/events/signing"

import {describeProblems, parseConfig} from "../config/config"
import type {DashboardDefinition, Display, TileContext, TileDefinition} from "./definition"
import {tileNode} from "./node"
import {DASHBOARDS} from "./registry"

const SETTINGS = {
    posthog_key: "phx_example",
    posthog_project: "12345",
    signing_key: keyPairOf(new Uint8Array(32).fill(7)).privateKey,
    outcome_event: "subscription_started",
}

function contextFor(more: Readonly<Record<string, unknown>> = {}): TileContext {
    const parsed = parseConfig({...SETTINGS, ...more})
    if (!parsed.ok) throw new Error(describeProblems(parsed.problems))
    const account = {type: "group", groupType: "company", groupTypeIndex: 0} as const
    return {config: parsed.config, account, writer: "w_example"}
}

const CONTEXT = contextFor()
const TILES = DASHBOARDS.flatMap((dashboard) =>
    dashboard.tiles.map((tile) => [`${dashboard.id}/${tile.id}`, tile, dashboard] as const),
)

/** Every column that a display names. */
function columnsOf(display: Display): string[] {
    if (display.as === "number") return [display.column.name]
    if (display.as === "table") return display.columns.map(({name}) => name)
    const breakdown = display.breakdown === undefined ? [] : [display.breakdown]
    return [display.x, ...display.y].map(({name}) => name).concat(breakdown)
}

/** Labels of a display that people read. */
function labelsOf(display: Display): (string | undefined)[] {
    if (display.as === "number") return []
    return display.as === "table"
        ? display.columns.map(({label}) => label)
        : display.y.length > 1
          ? display.y.map(({label}) => label)
          : []
}

/** Pairs of tiles that share a square of the grid. */
function overlaps({tiles}: DashboardDefinition): string[] {
    return tiles.flatMap((a, i) =>
        tiles
            .slice(i + 1)
            .filter(
                ({layout: b}) =>
                    a.layout.x < b.x + b.w &&
                    b.x < a.layout.x + a.layout.w &&
                    a.layout.y < b.y + b.h &&
                    b.y < a.layout.y + a.layout.h,
            )
            .map((b) => `${a.id} and ${b.id}`),
    )
}

const textsOf = (tile: TileDefinition): string[] =>
    [tile.title(CONTEXT), tile.about(CONTEXT), tile.waiting(CONTEXT)].filter((text) => text !== "")

it("there are four dashboards with at least 24 tiles", () => {
    expect(DASHBOARDS.map(({id}) => id)).toEqual(["overview", "health", "performance", "backtesting"])
    expect(TILES.length).toBeGreaterThanOrEqual(24)
})

describe.each(DASHBOARDS.map((one) => [one.id, one] as const))("dashboard %s", (_id, dashboard) => {
    it("has tiles with ids of their own, made of lower-case words", () => {
        const ids = dashboard.tiles.map(({id}) => id)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.filter((id) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))).toEqual([])
    })

    it("has tiles that lie on 12 columns and not on each other", () => {
        const outside = dashboard.tiles.filter(
            ({layout: {x, y, w, h}}) =>
                ![x, y, w, h].every(Number.isInteger) || x < 0 || y < 0 || w < 1 || h < 1 || x + w > 12,
        )
        expect(outside.map(({id}) => id)).toEqual([])
        expect(overlaps(dashboard)).toEqual([])
    })

    it("follows the date filter where it has one, and nowhere else", () => {
        const follows = dashboard.tiles.filter((tile) => tile.query(CONTEXT).text.includes("{filters}"))
        expect(follows.length > 0).toBe(dashboard.days !== null)
    })
})

describe.each(TILES)("%s", (_name, tile) => {
    const query = tile.query(CONTEXT)
    const display = tile.display(CONTEXT)

    it("shows columns that its query has, in plain words, each once", () => {
        const shown = columnsOf(display)
        expect(shown.filter((name) => !query.columns.includes(name))).toEqual([])
        expect(new Set(shown).size).toBe(shown.length)
        const labels = labelsOf(display)
        // A heading without a word of its own would be the column's alias.
        expect(labels.filter((label) => label === undefined || !/^[A-Za-z0-9]/.test(label))).toEqual([])
        expect(labels.filter((label) => label?.includes("_"))).toEqual([])
    })

    it("has no values beside a date filter, and always a limit", () => {
        if (query.text.includes("{filters}")) expect(query.values).toEqual({})
        expect(query.text).toMatch(/LIMIT \d+\s*$/)
        expect(() => tileNode(tile, CONTEXT)).not.toThrow()
    })

    it("has a title without a full stop, and sentences that end with one", () => {
        expect(tile.title(CONTEXT)).toMatch(/^[A-Z].*[^.\s]$/)
        for (const text of textsOf(tile).slice(1)) expect(text).toMatch(/^[A-Za-z].*[.)]$/s)
    })

    it("speaks plainly", () => {
        // "Conversion event" is what the settings form calls it.
        for (const text of [...textsOf(tile), ...labelsOf(display).map(String)])
            expect(text).not.toMatch(/\bconverted\b|\bconversions?\b(?! event)|\bconfidence\b|\bstatistically\b|\bnull\b|undefined|NaN|\[object/i)
    }) // prettier-ignore

    it("says what to connect where its data may be missing", () => {
        expect(tile.waiting(CONTEXT) !== "").toBe(tile.needs.length > 0)
    })

    it("is the same tile for the same settings", () => {
        expect(tileNode(tile, CONTEXT)).toEqual(tileNode(tile, contextFor()))
    })
})

it("the hot queue links to pages of accounts where accounts have them", () => {
    const tile = DASHBOARDS[0]?.tiles.find(({id}) => id === "hot-queue")
    if (tile === undefined) throw new Error("There is no hot queue.")
    const shown = (context: TileContext) => [columnsOf(tile.display(context)).includes("account_link"), tile.about(context).includes("the account in PostHog")] // prettier-ignore
    expect(shown(CONTEXT)).toEqual([true, true])
    expect(shown({...CONTEXT, account: {type: "person_property", property: "company"}})).toEqual([
        false,
        false,
    ])
})

it.each([
    ...["growth-leaders", "at-risk", "checkouts", "trials", "plan-limits", "support", "features"].map((id) => `health/${id}`),
    ...["win-rate", "source-funnel", "lead-to-won", "sales-cycle", "pipeline", "follow-up"].map((id) => `performance/${id}`),
    "overview/hot-queue",
])("%s says how many rows it shows at most", (name) => {
    const found = TILES.find(([one]) => one === name)
    if (found === undefined) throw new Error(`There is no tile ${name}.`)
    const rows = Number(/LIMIT (\d+)\s*$/.exec(found[1].query(CONTEXT).text)?.[1])
    // All owners together are a row beside theirs.
    const shown = name === "performance/follow-up" ? rows - 1 : rows
    expect(found[1].about(CONTEXT)).toContain(`At most ${shown} `)
}) // prettier-ignore

it("texts follow the settings: the threshold, the coverage, and the events that are waited for", () => {
    const signals = {billing_intent: {events: ["upgrade_asked"]}, trial_expiring: {end_property: "ends_on"}}
    const context = contextFor({threshold: "45", settings: JSON.stringify({min_coverage: 0.5, signals})})
    const tile = (id: string): TileDefinition => {
        const found = TILES.find(([name]) => name === id)
        if (found === undefined) throw new Error(`There is no tile ${id}.`)
        return found[1]
    }
    expect(tile("overview/score-distribution").title(context)).toContain("45")
    expect(tile("overview/hot-queue").about(context)).toContain("45")
    expect(tile("health/coverage").about(context)).toContain("50 %")
    const half = contextFor({settings: JSON.stringify({signals: {limit_approaching: {share: 0.805}}})})
    expect(tile("health/plan-limits").title(half)).toContain("above 80.5 %")
    expect(tile("health/checkouts").waiting(context)).toContain("upgrade_asked")
    expect(tile("health/trials").waiting(context)).toContain("ends_on")
})
