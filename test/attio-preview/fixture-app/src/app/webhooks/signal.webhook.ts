import {kv} from "attio/server"

/** Passes what comes on to the workflow that waits for it. */
export default async function signal(request: Request): Promise<Response> {
    const body = await request.text()
    const target = await kv.get("fan-out")
    const url = (target?.value as {url?: string} | undefined)?.url
    if (url === undefined) return new Response("Nobody waits.", {status: 202})
    await fetch(url, {method: "POST", body, headers: {"content-type": "application/json"}})
    return new Response("ok")
}
