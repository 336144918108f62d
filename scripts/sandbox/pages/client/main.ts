import type {ListedDashboard} from "../shapes"
import {getJson} from "./api"
import {dashboardPage} from "./dashboard-page"
import {fill, h} from "./dom"

async function listPage(main: HTMLElement): Promise<void> {
    const {dashboards} = await getJson<{dashboards: readonly ListedDashboard[]}>("/api/dashboards")
    const items = dashboards.map(({id, title, about}) =>
        h("li", {}, h("a", {href: `/dashboards/${id}`}, title), h("p", {class: "about"}, about)),
    )
    fill(
        main,
        h("h1", {}, "Dashboards"),
        items.length > 0
            ? h("ul", {class: "list"}, ...items)
            : h("p", {}, "There are no dashboards yet. beton provision makes them; so does each daily run."),
    )
}

const main = document.querySelector("main") as HTMLElement
const id = /^\/dashboards\/(\d+)$/.exec(location.pathname)?.[1]
const shown = id === undefined ? listPage(main) : dashboardPage(main, id)
shown.catch((error: Error) => {
    const again = h("button", {type: "button", click: () => location.reload()}, "Try again")
    const list = id === undefined ? null : h("p", {}, h("a", {href: "/dashboards"}, "All dashboards"))
    fill(
        main,
        h("h1", {}, "This page could not be shown"),
        h("p", {class: "error", role: "alert"}, error.message),
        h("p", {}, again),
        list,
    )
})
