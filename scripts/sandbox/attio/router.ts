import {ATTRIBUTE_ROUTES} from "./handlers/attributes"
import type {Route} from "./handlers/call"
import {CHOICE_ROUTES} from "./handlers/choices"
import {LIST_ROUTES} from "./handlers/lists"
import {MEMBER_ROUTES} from "./handlers/members"
import {NOTE_ROUTES} from "./handlers/notes"
import {OBJECT_ROUTES} from "./handlers/objects"
import {RECORD_ROUTES} from "./handlers/records"
import {SELF_ROUTES} from "./handlers/self"
import {TASK_ROUTES} from "./handlers/tasks"

/** Every endpoint the stand-in answers. Left out on purpose: search (beta), PUT …/values (beta), webhooks. */
export const ROUTES: readonly Route[] = [
    ...SELF_ROUTES,
    ...OBJECT_ROUTES,
    ...ATTRIBUTE_ROUTES,
    ...CHOICE_ROUTES,
    ...RECORD_ROUTES,
    ...LIST_ROUTES,
    ...MEMBER_ROUTES,
    ...NOTE_ROUTES,
    ...TASK_ROUTES,
]

const compiled = ROUTES.map((route) => {
    const names: string[] = []
    const pattern = route.template.replace(/\{(\w+)\}/g, (_, name: string) => {
        names.push(name)
        return name === "target" ? "(objects|lists)" : "([^/]+)"
    })
    return {route, names, pattern: new RegExp(`^${pattern}/?$`)}
})

const decode = (text: string): string => {
    try {
        return decodeURIComponent(text)
    } catch {
        return text
    }
}

/** The endpoint of a method and path, with its path parameters; null when there is none. */
export function findRoute(
    method: string,
    path: string,
): {route: Route; params: Record<string, string>} | null {
    for (const {route, names, pattern} of compiled) {
        const match = route.method === method ? pattern.exec(path) : null
        if (!match) continue
        const params = Object.fromEntries(names.map((name, index) => [name, decode(match[index + 1] ?? "")]))
        return {route, params}
    }
    return null
}
