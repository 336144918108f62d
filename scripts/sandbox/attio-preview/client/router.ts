import {clearCache} from "./sdk/async-cache"
import {Store} from "./store"
import {openPageView} from "./views"

/** Where the page is. */
export type Route =
    | {readonly page: "table"; readonly object: string}
    | {readonly page: "record"; readonly object: string; readonly id: string}
    | {readonly page: "settings"}
    | {readonly page: "workflows"}

function routeOf(path: string): Route {
    if (path === "/settings") return {page: "settings"}
    if (path === "/workflows") return {page: "workflows"}
    const [, object, id] = /^\/objects\/([\w-]+)(?:\/([\w-]+))?$/.exec(path) ?? []
    if (object === undefined) return {page: "table", object: "companies"}
    return id === undefined ? {page: "table", object} : {page: "record", object, id}
}

function start(path: string): Route {
    const found = routeOf(path)
    openPageView(`page: ${found.page}${"object" in found ? ` ${found.object}` : ""}`)
    return found
}

export const route = new Store<Route>(start(location.pathname))

/** Goes to a path of the preview. */
export function go(path: string): void {
    history.pushState(null, "", path)
    clearCache()
    route.set(start(path))
}

addEventListener("popstate", () => {
    clearCache()
    route.set(start(location.pathname))
})
