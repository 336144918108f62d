import {ADMIN_METHODS, type PostHogAdmin} from "./admin-types"
import type {Answer} from "./context"

/** Path prefix of the control routes. */
export const ADMIN_PREFIX = "/_sandbox/"
/** A header that a page in a browser cannot send without being asked first: keeps web pages out. */
export const ADMIN_HEADER = "x-beton-sandbox"

/**
 * Answers a control request: `POST /_sandbox/<method>` with the JSON list of arguments, or
 * `POST /_sandbox/insert?table=events` with JSON lines. 200 `{result}` or 400 `{error}`.
 */
export async function adminRoute(admin: PostHogAdmin, url: URL, body: Buffer): Promise<Answer> {
    const name = url.pathname.slice(ADMIN_PREFIX.length)
    try {
        if (name === "insert") {
            await admin.insert(url.searchParams.get("table") ?? "", body)
            return {status: 200, body: {result: null}}
        }
        const method = ADMIN_METHODS.find((known) => known === name)
        if (!method) return {status: 404, body: {error: `There is no control method "${name}".`}}
        const args = JSON.parse(body.toString() || "[]") as unknown[]
        const call = admin[method] as (...args: unknown[]) => Promise<unknown>
        return {status: 200, body: {result: (await call(...args)) ?? null}}
    } catch (error) {
        return {status: 400, body: {error: (error as Error).message}}
    }
}
