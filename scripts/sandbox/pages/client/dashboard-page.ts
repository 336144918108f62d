import type {ChosenRange, Computed, DashboardInfo} from "../shapes"
import {getJson} from "./api"
import {customRange, periodsOf} from "./dates"
import {fill, h} from "./dom"
import {rowHeights} from "./grid"
import {followsFilter} from "./node"
import {type ShownTile, tileOf} from "./tile"

/** One dashboard: its filter and its tiles, computed one after the other with the progress shown. */
export async function dashboardPage(main: HTMLElement, id: string): Promise<void> {
    const dashboard = await getJson<DashboardInfo>(`/api/dashboards/${id}`)
    const {title, about, time_zone: zone} = dashboard
    document.title = `${title} · Beton sandbox`
    const hasFilter = dashboard.tiles.some((tile) => tile.insight !== null && followsFilter(tile.insight.query))
    const tiles = dashboard.tiles.map((tile) => tileOf(tile, {hasFilter, zone}))
    const insights = tiles.filter(({insight}) => insight !== null)
    const progress = h("p", {class: "progress", role: "status"})
    let round = 0
    const compute = async (tile: ShownTile, range: ChosenRange | null, mine: number): Promise<void> => {
        tile.wait()
        const query = new URLSearchParams({dashboard: String(dashboard.id), ...present(range)})
        const computed = await getJson<Computed>(`/api/tiles/${tile.insight}?${query.toString()}`).catch((error: Error): Computed => ({ok: false, message: error.message}))
        // What was asked before another period was chosen must not stand below it.
        if (mine === round) tile.show(computed, () => void compute(tile, range, mine))
    }
    const computeAll = async (range: ChosenRange | null): Promise<void> => {
        round += 1
        const mine = round
        for (const tile of insights) tile.wait()
        for (const [n, tile] of insights.entries()) {
            if (mine !== round) return
            fill(progress, `${n} of ${insights.length} tiles computed.`)
            await compute(tile, range, mine)
        }
        if (mine === round) fill(progress, `${insights.length} of ${insights.length} tiles computed.`)
    }
    const grid = h("div", {class: "grid"}, ...tiles.map(({element}) => element))
    grid.style.setProperty("--rows", rowHeights(dashboard.tiles))
    // Beton's own text at the top says it again, and more.
    const isRepeated = about !== "" && dashboard.tiles.some(({text}) => text?.includes(about))
    fill(
        main,
        h("nav", {"aria-label": "Dashboards"}, h("a", {href: "/dashboards"}, "All dashboards")),
        h("h1", {}, title),
        isRepeated || about === "" ? null : h("p", {class: "about"}, about),
        hasFilter ? filter(dashboard.saved, (range) => void computeAll(range)) : null,
        h("div", {class: "facts"}, insights.length > 0 ? progress : null, h("p", {class: "progress"}, `All times are in the project's time zone, ${zone}.`)),
        tiles.length > 0 ? grid : h("p", {}, "This dashboard has no tiles yet. Add some in PostHog, or start beton provision for Beton's own."),
    )
    await computeAll(null)
} // prettier-ignore

function present(range: ChosenRange | null): Record<string, string> {
    if (range === null) return {}
    const {date_from, date_to} = range
    return {date_from, ...(date_to === null ? {} : {date_to})}
}

/** The date filter: the usual periods, or two days. Nothing of it is saved. */
function filter(saved: DashboardInfo["saved"], apply: (range: ChosenRange | null) => void): HTMLElement {
    const from = h("input", {type: "date", id: "from"})
    const to = h("input", {type: "date", id: "to"})
    const hint = h("span", {class: "error", role: "alert"})
    const custom = h("span", {class: "custom", hidden: true})
    const periods = periodsOf(saved)
    const choice = h(
        "select",
        {
            id: "period",
            change: () => {
                const period = periods.find(({id: one}) => one === choice.value)
                custom.hidden = period !== undefined
                if (period !== undefined) apply(period.range)
            },
        },
        ...periods.map(({id: value, label}) => h("option", {value}, label)),
        h("option", {value: "custom"}, "From … to …"),
    )
    const submit = (event: Event): void => {
        event.preventDefault()
        const range = customRange(from.value, to.value)
        fill(hint, range === null ? "Choose a first day, and a last day that is not before it." : "")
        if (range !== null) apply(range)
    }
    custom.append(
        h("label", {for: "from"}, "From "), from,
        h("label", {for: "to"}, " to "), to,
        h("span", {class: "about"}, "Both days included."),
        h("button", {type: "submit"}, "Apply"), hint,
    ) // prettier-ignore
    return h("form", {class: "filter", submit}, h("label", {for: "period"}, "Period "), choice, custom)
}
