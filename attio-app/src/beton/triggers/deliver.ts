import {fail, retryAfterMs, succeed} from "@beton/shared/api/result"
import {kv} from "attio/server"

import {budget, send} from "../../http/send"
import {readPairing} from "../read-pairing"
import {type Activation, activations} from "./activations"
import {SEEN_S} from "./claim"
import {distrustOf, type Received, received, routedAccount} from "./message"

/** Beton waits 15 s for an answer and then tries again. */
const DELIVERY_MS = 12_000

/**
 * Takes a message of the PostHog app and hands it to every workflow that waits. The message travels as it came, so each
 * workflow checks the signature again: its address is as public as this one. Never throws: whoever sends learns in a
 * sentence why nothing was done.
 */
export async function deliver(request: Request): Promise<Response> {
    try {
        return await delivered(request)
    } catch {
        // The store or the settings failed, or the request broke off: it comes again. The error may quote the request.
        console.warn("Beton: a message could not be taken.")
        return answer(503, "The message could not be taken. Send it again in a minute.")
    }
}

async function delivered(request: Request): Promise<Response> {
    const message = await received(request)
    const read = await readPairing()
    // Asked to come again: an admin may be about to pair.
    if (!read.ok) return answer(503, "Not paired yet.")
    const distrust = distrustOf(message, read.pairing, Date.now())
    if (message === null || distrust !== null) return answer(message === null ? 413 : 401, distrust ?? "")
    if (routedAccount(message) === null) return answer(200, "Nothing to do.")
    const key = `message/1/${message.headers["webhook-id"]}`.slice(0, 250)
    if ((await kv.get(key)) !== null) return answer(200, "Known already.")
    const waiting = await activations()
    const results = await Promise.all(waiting.map((one) => handOver(message, one)))
    // Repeated under the same id; workflows that have it already drop it.
    if (results.includes(false)) return answer(503, "A workflow could not be reached.")
    await kv.set(key, true, {ttlInSeconds: SEEN_S})
    return answer(200, "Delivered.")
}

async function handOver({body, headers}: Received, {url}: Activation): Promise<boolean> {
    const call = {
        service: "The workflow" as const,
        method: "POST" as const,
        headers: {...headers, "Content-Type": "application/json"},
        ...{url, body, repeatable: true},
    }
    const sent = await send(
        call,
        ({status, retryAfter, date}, now) => {
            // An address that is gone belonged to a version that nobody waits for any more.
            if (status < 300 || status === 404 || status === 410) return succeed(null)
            const later = status === 429 || status >= 500
            return fail(later ? "unavailable" : "refused", "The workflow did not take the message.", "", retryAfterMs({retryAfter, date}, now))
        },
        budget(DELIVERY_MS),
    )
    return sent.ok
} // prettier-ignore

function answer(status: number, text: string): Response {
    return new Response(text, {status})
}
