import type {Answer, Result} from "@beton/shared/api/result"

import type {Config} from "../config/config"
import type {Call, Transport} from "./transport"

/** One call of PostHog's private API with the personal key (CONTRACT §7). What makes something new is sent once only. */
export function privateCall(
    transport: Transport,
    {posthogHost, posthogKey}: Pick<Config, "posthogHost" | "posthogKey">,
    method: "GET" | "POST" | "PATCH",
    path: string,
    body?: unknown,
    kind: Call["kind"] = "posthog_private",
    repeatable = true,
): Promise<Result<Answer>> {
    return transport.send({
        kind,
        url: `${posthogHost}${path}`,
        request: {
            method,
            headers: {Authorization: `Bearer ${posthogKey}`, "Content-Type": "application/json"},
            ...(body === undefined ? {} : {body: JSON.stringify(body)}),
        },
        repeatable,
    })
}
