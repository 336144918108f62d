import type {Answer, KeyContext, ProjectContext} from "./context"

/** Request throttles with their own windows (CONTRACT §4). */
export type Throttle = "query" | "insight" | "private"

interface RouteBase {
    method: string
    /** Path with `:name` segments; a trailing slash is optional in requests. */
    path: string
    /** Needed scopes; null = any valid key; "unsupported" = no personal key may call it. */
    scopes: readonly string[] | null | "unsupported"
    /** Which request throttle counts it. Default "private". */
    throttle?: Throttle
}

/** A route of the private API. Routes with `:project` in their path receive the project. */
export type Route =
    | (RouteBase & {kind: "key"; handle: (context: KeyContext) => Promise<Answer> | Answer})
    | (RouteBase & {kind: "project"; handle: (context: ProjectContext) => Promise<Answer> | Answer})

/** Both path forms of a project's resource: /api/projects/:id/... and /api/environments/:id/... */
export const PROJECT_PATHS = ["/api/projects/:project", "/api/environments/:project"] as const

type Handler = (context: ProjectContext) => Promise<Answer> | Answer

/** A project resource under both path forms. */
export function projectRoutes(
    method: string,
    resource: string,
    scopes: RouteBase["scopes"],
    handle: Handler,
    throttle: Throttle = "private",
): Route[] {
    return PROJECT_PATHS.map((prefix) => ({
        kind: "project",
        method,
        path: `${prefix}${resource}`,
        scopes,
        throttle,
        handle,
    }))
}

export interface Match {
    route: Route
    params: Record<string, string>
}

/** Matches requests against routes; the first route wins, so fixed segments come before `:name` ones. */
export class Router {
    #routes: {route: Route; pattern: RegExp}[]

    constructor(routes: readonly Route[]) {
        this.#routes = routes.map((route) => ({
            route,
            pattern: new RegExp(`^${route.path.replace(/:(\w+)/g, "(?<$1>[^/]+)").replace(/\/$/, "")}/?$`),
        }))
    }

    /** The route, "method" when only the method is wrong, or null. */
    match(method: string, path: string): Match | "method" | null {
        let pathKnown = false
        for (const {route, pattern} of this.#routes) {
            const found = pattern.exec(path)
            if (!found) continue
            pathKnown = true
            if (route.method === method) {
                const params = Object.fromEntries(
                    Object.entries(found.groups ?? {}).map(([name, value]) => [name, decode(value)]),
                )
                return {route, params}
            }
        }
        return pathKnown ? "method" : null
    }
}

function decode(segment: string): string {
    try {
        return decodeURIComponent(segment)
    } catch {
        return segment
    }
}
