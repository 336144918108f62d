import type {RequestContext} from "./context"
import {
    missingScope,
    noKeyAccess,
    notAuthenticated,
    notFound,
    otherProject,
    throttled,
    wrongKey,
} from "./errors"
import {isoInstant, type PersonalKey, type Project} from "./project-state"
import type {RateWindow} from "./rate-limit"
import type {Route, Throttle} from "./router"

/** Whether the scopes of a key include `needed`: write implies read, `*` is everything (CONTRACT §7). */
export function hasScope(scopes: readonly string[], needed: string): boolean {
    const [object, action] = needed.split(":")
    return scopes.some(
        (scope) => scope === "*" || scope === needed || (action === "read" && scope === `${object}:write`),
    )
}

/** The key of the Authorization header; raises 401. */
export function authenticate(context: RequestContext): PersonalKey {
    const header = context.headers.authorization
    const value = header && /^Bearer\s+(\S+)\s*$/i.exec(header)?.[1]
    if (!value) throw notAuthenticated()
    const key = context.world.findKey(value)
    if (!key) throw wrongKey()
    key.lastUsedAt = isoInstant(context.world.now(undefined))
    return key
}

/** The scopes of the route; raises 403. */
export function authorize(key: PersonalKey, route: Route): void {
    if (route.scopes === "unsupported") throw noKeyAccess()
    for (const scope of route.scopes ?? []) if (!hasScope(key.scopes, scope)) throw missingScope(scope)
}

/** The project of the path: 404 when there is none, 403 when the key is limited to other ones. */
export function findProject(context: RequestContext, key: PersonalKey): Project {
    const text = context.params.project ?? ""
    const id =
        text === "@current" ? context.world.state.currentProjectId : /^\d+$/.test(text) ? Number(text) : null
    const project = id === null ? undefined : context.world.project(id)
    if (!project) throw notFound()
    if (key.scopedTeams.length > 0 && !key.scopedTeams.includes(project.id)) throw otherProject(project.id)
    return project
}

/** The windows of a throttle; routes without a project have the defaults. */
function windows(throttle: Throttle, limits: Partial<Project["limits"]>): RateWindow[] {
    const pairs: Record<Throttle, [number, number]> = {
        query: [limits.perMinute ?? 240, limits.perHour ?? 2400],
        insight: [limits.insightPerMinute ?? 240, limits.insightPerHour ?? 1200],
        private: [limits.privatePerMinute ?? 480, limits.privatePerHour ?? 4800],
    }
    const [minute, hour] = pairs[throttle]
    return [
        {limit: minute, seconds: 60},
        {limit: hour, seconds: 3600},
    ]
}

/** Counts the request against the throttle of its route; raises 429 (CONTRACT §4: the bucket is the hashed key). */
export function throttle(
    context: RequestContext,
    key: PersonalKey,
    route: Route,
    project: Project | null,
    nowMs: number,
): void {
    const kind = route.throttle ?? "private"
    const seconds = context.rates.take(`${kind}:${key.hash}`, windows(kind, project?.limits ?? {}), nowMs)
    if (seconds !== null) throw throttled(seconds)
}
