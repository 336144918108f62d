import {ADMIN_HEADER, ADMIN_PREFIX} from "./admin-routes"
import {ADMIN_METHODS, type PostHogAdmin} from "./admin-types"

async function post(url: string, body: BodyInit): Promise<unknown> {
    const response = await fetch(url, {
        method: "POST",
        headers: {[ADMIN_HEADER]: "1", "content-type": "application/json"},
        body,
    })
    const answer = (await response.json()) as {result?: unknown; error?: string}
    if (!response.ok) throw new Error(answer.error ?? `The stand-in answered ${response.status}.`)
    return answer.result
}

/** Control of a stand-in that runs in another process; `url` is its address. Errors carry the stand-in's text. */
export function connectPostHog(url: string): PostHogAdmin {
    const calls = ADMIN_METHODS.map((name) => [
        name,
        (...args: unknown[]) => post(`${url}${ADMIN_PREFIX}${name}`, JSON.stringify(args)),
    ])
    const insert: PostHogAdmin["insert"] = async (table, ndjson) => {
        const bytes = typeof ndjson === "string" ? ndjson : new Blob([new Uint8Array(ndjson)])
        await post(`${url}${ADMIN_PREFIX}insert?table=${encodeURIComponent(table)}`, bytes)
    }
    return {...(Object.fromEntries(calls) as Omit<PostHogAdmin, "insert">), insert}
}
