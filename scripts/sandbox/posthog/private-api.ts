import {authenticate, authorize, findProject, throttle} from "./auth"
import type {Answer, RequestContext} from "./context"
import {dashboardRoutes} from "./dashboards/dashboards"
import {fileRoutes} from "./dashboards/file-routes"
import {insightRoutes} from "./dashboards/insights"
import {runRoutes} from "./dashboards/run-insights"
import {tileRoutes} from "./dashboards/tile-actions"
import {methodNotAllowed, notFound} from "./errors"
import {queryRoutes} from "./query/routes"
import {definitionRoutes} from "./rest/definitions"
import {groupRoutes} from "./rest/groups"
import {keyRoutes} from "./rest/keys"
import {projectInfoRoutes} from "./rest/projects"
import {Router} from "./router"

/** Further resources are further files with their own list of routes. */
const router = new Router([
    ...keyRoutes,
    ...projectInfoRoutes,
    ...queryRoutes,
    ...groupRoutes,
    ...definitionRoutes,
    ...dashboardRoutes,
    ...tileRoutes,
    ...runRoutes,
    ...insightRoutes,
    ...fileRoutes,
])

/**
 * Answers a request under /api/: authentication, scopes, project, throttle, handler, in this order. Raises
 * `ApiError` for every refusal.
 */
export async function privateApi(context: RequestContext): Promise<Answer> {
    const match = router.match(context.method, context.path)
    if (match === null) throw notFound("Endpoint not found.")
    const key = authenticate(context)
    if (match === "method") throw methodNotAllowed(context.method)
    const {route, params} = match
    context.params = params
    authorize(key, route)
    if (route.kind === "key") {
        throttle(context, key, route, null, Date.now())
        return route.handle({...context, key})
    }
    const project = findProject(context, key)
    throttle(context, key, route, project, Date.now())
    return route.handle({...context, key, project})
}
