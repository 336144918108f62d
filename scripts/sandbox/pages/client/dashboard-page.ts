import {getJson} from "./api"
import {customRange, type Period, PERIODS} from "./dates"
import {fill, h} from "./dom"
import {type Computed, type ShownTile, type TileInfo, tileOf} from "./tile"

/** A dashboard as the page's server gives it. */
interface DashboardInfo {
    readonly id: number
    readonly title: string
    readonly about: string
    readonly has_filter: boolean
    readonly tiles: readonly TileInfo[]
}

/** One dashboard: its filter and its tiles, computed one after the other with the progress shown. */
export async function dashboardPage(main: HTMLElement, id: string): Promise<void> {
    const dashboard = await getJson<DashboardInfo>(`/api/dashboards/${id}`)
    document.title = `${dashboard.title} · Beton sandbox`
    const tiles = dashboard.tiles.map((tile) => tileOf(tile, dashboard.has_filter))
    const progress = h("p", {class: "progress", role: "status"})
    let round = 0
    const compute = async (tile: ShownTile, range: Period["range"]): Promise<void> => {
        if (tile.insight === null) return
        tile.wait()
        const path = `/api/tiles/${tile.insight}?dashboard=${dashboard.id}&${rangeQuery(range)}`
        const computed = await getJson<Computed>(path).catch((error: Error): Computed => ({
            ok: false,
            message: error.message,
        }))
        tile.show(computed, () => void compute(tile, range))
    }
    const computeAll = async (range: Period["range"]): Promise<void> => {
        round += 1
        const mine = round
        const insights = tiles.filter(({insight}) => insight !== null)
        for (const tile of insights) tile.wait()
        for (const [n, tile] of insights.entries()) {
            if (mine !== round) return
            fill(progress, `${n} of ${insights.length} tiles computed`)
            await compute(tile, range)
        }
        if (mine === round) fill(progress, `${insights.length} of ${insights.length} tiles computed`)
    }
    fill(
        main,
        h("nav", {"aria-label": "Dashboards"}, h("a", {href: "/dashboards"}, "All dashboards")),
        h("h1", {}, dashboard.title),
        h("p", {class: "about"}, dashboard.about),
        dashboard.has_filter ? filter((range) => void computeAll(range)) : null,
        progress,
        h("div", {class: "grid"}, ...tiles.map(({element}) => element)),
    )
    await computeAll(null)
}

function rangeQuery(range: Period["range"]): string {
    return range === null ? "" : new URLSearchParams({...range}).toString()
}

/** The date filter: the usual periods, or two days. Nothing of it is saved. */
function filter(apply: (range: Period["range"]) => void): HTMLElement {
    const from = h("input", {type: "date", id: "from"})
    const to = h("input", {type: "date", id: "to"})
    const hint = h("span", {class: "error", role: "alert"})
    const custom = h("span", {class: "custom", hidden: true})
    const choice = h(
        "select",
        {
            id: "period",
            change: () => {
                const period = PERIODS.find(({id: one}) => one === choice.value)
                custom.hidden = period !== undefined
                if (period !== undefined) apply(period.range)
            },
        },
        ...PERIODS.map(({id: value, label}) => h("option", {value}, label)),
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
        h("button", {type: "submit"}, "Apply"), hint,
    ) // prettier-ignore
    return h("form", {class: "filter", submit}, h("label", {for: "period"}, "Period "), choice, custom)
}
