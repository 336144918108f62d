import {signedWebhook, type WebhookMessage} from "@beton/shared/notify/webhook"

import type {App} from "./app"
import {AS_OF, KEYS} from "./world"

/** What Attio says of an activation. */
export const META = {
    ...{
        workflowId: "w",
        workflowVersionId: "v",
        workflowBlockId: "b",
        workflowTitle: "W",
        workflowUrl: "https://x",
    },
    uniqueActivationId: "activation-1",
    triggerCallbackUrl: "https://workflows.attio.test/activation-1",
}
/** Another one. */
export const OTHER = {
    ...META,
    uniqueActivationId: "activation-2",
    triggerCallbackUrl: "https://workflows.attio.test/activation-2",
}
/** What a message says. */
export const DATA = {
    ...{
        account: "acme",
        company: "Acme Inc",
        score: 72,
        signals: ["Close to plan limit", "Pricing interest"],
    },
    signal_types: ["limit_approaching", "pricing_intent"],
    ...{top_signal: "Close to plan limit", why_now: "Uses 91 % of the plan.", track_record: null},
    routed_because: "score 72 of 100, threshold 60",
    deal: {id: "d1", url: "https://app.attio.com/d1"},
    company_record: {id: "c1", url: "https://app.attio.com/c1"},
    posthog_url: null,
}
export const MESSAGE: WebhookMessage = {type: "account.routed", id: "message-1", timestamp: AS_OF, data: DATA}

/** A request as the PostHog app sends it. */
export function messageRequest(
    now: number,
    o: {message?: Partial<WebhookMessage>; key?: typeof KEYS; at?: number; body?: string; headers?: Record<string, string>} = {},
): Request {
    const {body, headers} = signedWebhook({...MESSAGE, ...o.message}, o.key ?? KEYS, o.at ?? now)
    return new Request("https://hooks.attio.test/h", {method: "POST", body: o.body ?? body, headers: {...headers, ...o.headers}})
} // prettier-ignore

/** The handlers of the trigger block. */
export const handlersOf = (app: () => App) => ({
    activate: (meta = META) => app().block("signal-fired", "activate", [{}, meta]),
    deactivate: (meta = META) => app().block("signal-fired", "deactivate", [{}, meta]),
    trigger: (incoming: Request, config: object = {}, meta = META) =>
        app().block("signal-fired", "triggerCallback", [incoming, config, meta]),
})
