import {type Answer, fail, type Result} from "@beton/shared/api/result"

import type {Host, HostRequest} from "../host"

/** One request; a network failure becomes a value, so that a step can decide what to do with it. */
export async function send(
    host: Host,
    service: "PostHog" | "Attio",
    url: string,
    request: HostRequest,
): Promise<Result<Answer>> {
    try {
        const response = await host.fetch(url, request)
        const text = await response.text()
        return {
            ok: true,
            value: {
                status: response.status,
                text,
                retryAfter: response.headers.get("retry-after"),
                date: response.headers.get("date"),
            },
        }
    } catch {
        // The error of a fetch may carry the whole address; the sentence is all anybody needs.
        return fail("unavailable", `${service} could not be reached.`, "network")
    }
}
