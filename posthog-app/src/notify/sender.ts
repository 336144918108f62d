import {type Answer, fail, type Failure, retryAfterMs} from "@beton/shared/api/result"
import {addressProblem} from "@beton/shared/notify/address"
import type {SlackMessage} from "@beton/shared/notify/slack"
import {signedWebhook, type WebhookMessage} from "@beton/shared/notify/webhook"

import type {Transport} from "../clients/transport"
import type {Config} from "../config/config"
import type {Host} from "../host"

/** What became of a message. */
export type Sent =
    | {readonly kind: "sent"}
    /** No answer came: it may have arrived. */
    | {readonly kind: "uncertain"; readonly failure: Failure}
    /** It will never be taken as it is; a sentence with the fix. */
    | {readonly kind: "refused"; readonly message: string}
    | {readonly kind: "later"; readonly failure: Failure}

/** The configured channels; null where one is not set. */
export interface Channels {
    readonly slack: ((message: SlackMessage) => Promise<Sent>) | null
    readonly webhook: ((message: WebhookMessage) => Promise<Sent>) | null
    readonly template: string | null
    readonly maxPerRun: number
    readonly project: string
}

/** The channels of a configuration. Addresses are secrets or may hold some: no sentence repeats them. */
export function senderOf({
    config,
    transport,
    host,
}: {
    readonly config: Config
    readonly transport: Transport
    readonly host: Pick<Host, "now">
}): Channels {
    const {slack, webhook} = config.settings.notify
    const {slackWebhook} = config
    return {
        slack: slackWebhook === null ? null : (message) => toSlack(transport, host, slackWebhook, message),
        webhook:
            webhook.url === null
                ? null
                : (message) => toWebhook(transport, host, webhook.url ?? "", message, config),
        template: slack.template,
        maxPerRun: slack.max_per_run,
        project: config.project,
    }
}

async function toSlack(
    transport: Transport,
    host: Pick<Host, "now">,
    url: string,
    message: SlackMessage,
): Promise<Sent> {
    const answer = await transport.send({
        kind: "message",
        url,
        request: {
            method: "POST",
            headers: {"Content-Type": "application/json"},
            body: JSON.stringify(message),
        },
        // Slack knows no repeats: the same request twice is two messages.
        repeatable: false,
    })
    if (!answer.ok)
        // Cut off after the message was sent, or waiting for an answer: it may be in the channel.
        return answer.failure.code === "timeout" || answer.failure.code === "network"
            ? {kind: "uncertain", failure: answer.failure}
            : outcomeOf(answer.failure)
    const {status, text} = answer.value
    if (status >= 200 && status < 300) return {kind: "sent"}
    return busy("Slack", answer.value, host) ?? {kind: "refused", message: slackSentence(text.trim())}
}

const SLACK_SENTENCES: Readonly<Record<string, string>> = {
    invalid_token: "Slack does not know this webhook any more. Make a new incoming webhook and paste its address.",
    no_service: "Slack does not know this webhook any more. Make a new incoming webhook and paste its address.",
    no_team: "Slack does not know this webhook any more. Make a new incoming webhook and paste its address.",
    channel_not_found: "The channel of the Slack webhook is gone. Make a webhook for another channel.",
    channel_is_archived: "The channel of the Slack webhook is archived. Restore it, or make a webhook for another one.",
    action_prohibited: "An admin of your Slack does not allow this webhook to post. Ask for it to be allowed.",
    posting_to_general_channel_denied: "Your Slack does not allow posts to its general channel. Make a webhook for another channel.",
    invalid_payload: "Slack did not take the message. Check the template (notify.slack.template).",
    invalid_blocks: "Slack did not take the message. Check the template (notify.slack.template).",
    no_text: "Slack did not take the message, because it is empty. Check the template (notify.slack.template).",
} // prettier-ignore

function slackSentence(code: string): string {
    return (
        new Map(Object.entries(SLACK_SENTENCES)).get(code) ??
        "Slack refused the message. Make a new incoming webhook and paste its address."
    )
}

async function toWebhook(
    transport: Transport,
    host: Pick<Host, "now">,
    url: string,
    message: WebhookMessage,
    config: Config,
): Promise<Sent> {
    const problem = addressProblem(url)
    if (problem !== null)
        return {kind: "refused", message: `The webhook's address (notify.webhook.url) ${problem}.`}
    const {body, headers} = signedWebhook(message, config.keys, host.now())
    const answer = await transport.send({
        kind: "message",
        url,
        request: {method: "POST", headers, body},
        // Its id says that a repeat is one.
        repeatable: true,
    })
    if (!answer.ok) return outcomeOf(answer.failure)
    const {status} = answer.value
    if (status >= 200 && status < 300) return {kind: "sent"}
    return (
        busy("The webhook's receiver", answer.value, host) ?? {
            kind: "refused",
            message:
                status === 401 || status === 403
                    ? "The webhook's receiver does not let Beton in. Check its address (notify.webhook.url) and the public key it checks signatures with."
                    : "The webhook's receiver refused the message. Check its address (notify.webhook.url).",
        }
    )
}

function outcomeOf(failure: Failure): Sent {
    if (failure.code === "redirect")
        return {
            kind: "refused",
            message: "Its address leads elsewhere, where nothing is sent. Write the address that it ends at.",
        }
    return failure.kind === "refused" ? {kind: "refused", message: failure.message} : {kind: "later", failure}
}

function busy(who: string, answer: Answer, host: Pick<Host, "now">): Sent | null {
    const wait = retryAfterMs(answer, host.now())
    const failed =
        answer.status === 429
            ? fail("throttled", `${who} asks to slow down.`, "message", wait)
            : answer.status >= 500 || answer.status === 408
              ? fail("unavailable", `${who} is not available at the moment.`, "message", wait)
              : null
    return failed === null || failed.ok ? null : {kind: "later", failure: failed.failure}
}
