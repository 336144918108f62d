import type {Answer, Result} from "@beton/shared/api/result"

import type {Config} from "../config/config"
import type {Call, Transport} from "./transport"

/** One call of PostHog's private API with the personal key (CONTRACT §7). */
export function privateCall(
    transport: Transport,
    {posthogHost, posthogKey}: Pick<Config, "posthogHost" | "posthogKey">,
    method: "GET" | "POST",
    path: string,
    body?: unknown,
    kind: Call["kind"] = "posthog_private",
): Promise<Result<Answer>> {
    return transport.send({
        kind,
        url: `${posthogHost}${path}`,
        request: {
            method,
            headers: {Authorization: `Bearer ${posthogKey}`, "Content-Type": "application/json"},
            ...(body === undefined ? {} : {body: JSON.stringify(body)}),
        },
        // Reads only: what changes a dashboard will say so itself.
        repeatable: true,
    })
}
