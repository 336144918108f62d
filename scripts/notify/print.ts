import type {Config} from "@beton/posthog-app/config/config"
import {messageOf, routedMessage} from "@beton/posthog-app/notify/outbox"
import type {SlackMessage} from "@beton/shared/notify/slack"
import {signedWebhook} from "@beton/shared/notify/webhook"

import type {Previewed} from "./preview"
import type {TestResult} from "./send-test"

/** Both messages as they would leave; the signature is that of this moment. */
export interface PreviewedMessages {
    readonly slack: SlackMessage
    readonly webhook: {
        readonly headers: Readonly<Record<string, string>>
        readonly body: Readonly<Record<string, unknown>>
    }
}

/** Builds what would be sent. @param now unix ms */
export function previewedMessages(
    {notice, run}: Previewed,
    {settings, keys, project}: Config,
    now: number,
): PreviewedMessages {
    const signed = signedWebhook(routedMessage(notice, run, project), keys, now)
    return {
        slack: messageOf(settings.notify.slack.template, notice),
        webhook: {headers: signed.headers, body: JSON.parse(signed.body) as Record<string, unknown>},
    }
}

/** The preview for people. */
export function previewText(
    {notice, run, isExample, notes}: Previewed,
    {slack, webhook}: PreviewedMessages,
    config: Config,
): string {
    const about = isExample
        ? "EXAMPLE: no account has been scored yet, so this one is invented."
        : `About ${notice.account}, as the run of ${run.asOf.slice(0, 16).replace("T", " ")} UTC knows it.`
    const slackOn = config.slackWebhook !== null
    const webhookOn = config.settings.notify.webhook.url !== null
    return [
        "Preview: nothing is sent.",
        about,
        ...notes,
        "",
        `Slack${slackOn ? "" : " (not set up: slack_webhook is empty)"}`,
        ...indented(textOf(slack)),
        "",
        `Webhook${webhookOn ? "" : " (not set up: notify.webhook.url is empty)"}`,
        ...Object.entries(webhook.headers).map(([name, value]) => `  ${name}: ${value}`),
        "",
        ...indented(JSON.stringify(webhook.body, null, 2)),
    ].join("\n")
}

/** What became of the tests, for people. */
export function testText(results: readonly TestResult[]): string {
    return results.map(({to, sentence}) => `${to}: ${sentence}`).join("\n")
}

/** The text of the section, in Slack's own notation. */
function textOf({blocks, text}: SlackMessage): string {
    const [section] = blocks as readonly {readonly text?: {readonly text?: string}}[]
    return section?.text?.text ?? text
}

function indented(text: string): string[] {
    return text.split("\n").map((line) => `  ${line}`.trimEnd())
}
