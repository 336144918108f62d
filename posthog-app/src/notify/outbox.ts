import type {Failure} from "@beton/shared/api/result"
import {messageId} from "@beton/shared/events/ids"
import {accountMessage, digestMessage, type SlackMessage} from "@beton/shared/notify/slack"
import {templateProblems, type Variables} from "@beton/shared/notify/template"
import type {WebhookMessage} from "@beton/shared/notify/webhook"

import type {Notice} from "../steps/notice"
import type {Channels} from "./sender"

/** What has been told in a run; small JSON, saved with it. */
export interface MessageProgress {
    /** Notices told by Slack; one more than the single messages when the digest went out. */
    readonly slack: number
    /** A Slack message on its way: after a cut nobody knows whether it arrived, and it is not sent again. */
    readonly sending: number | null
    readonly webhook: number
    /** A channel that refused is left alone for the rest of the run. */
    readonly slackOff: boolean
    readonly webhookOff: boolean
}

/** How telling people stands. */
export interface TellProgress {
    readonly nextTask: number
    readonly messages: MessageProgress
}

/** Nobody has been told anything. */
export const NOTHING_TOLD: TellProgress = {
    nextTask: 0,
    messages: {slack: 0, sending: null, webhook: 0, slackOff: false, webhookOff: false},
}

/** What one message came to. */
export type Delivery = {
    readonly state: MessageProgress
    readonly problems: readonly string[]
    readonly lines: readonly string[]
} & ({readonly kind: "next"} | {readonly kind: "later"; readonly failure: Failure})

/** What there is to tell, read one by one: a run may have a thousand. */
export interface Notices {
    readonly count: number
    at(n: number): Promise<Notice>
}

/** Whether all notices have been told on every channel. */
export function isDelivered(state: MessageProgress, notices: number, channels: Channels): boolean {
    return slackDone(state, notices, channels) && webhookDone(state, notices, channels)
}

function slackDone({slack, slackOff}: MessageProgress, notices: number, channels: Channels): boolean {
    return channels.slack === null || slackOff || slack >= notices || channels.maxPerRun === 0
}

function webhookDone({webhook, webhookOff}: MessageProgress, notices: number, channels: Channels): boolean {
    return channels.webhook === null || webhookOff || webhook >= notices
}

/**
 * Sends the next message (D9). Slack: at most once, because it knows no repeats; accounts beyond the number of a run go
 * into one message. Webhook: at least once, under the same id.
 */
export async function deliverNext(
    channels: Channels,
    notices: Notices,
    state: MessageProgress,
    o: {
        readonly run: {readonly id: string; readonly asOf: string}
        readonly now: number
        readonly save: (state: MessageProgress) => Promise<void>
    },
): Promise<Delivery> {
    if (slackDone(state, notices.count, channels)) return webhookNext(channels, notices, state, o.run)
    return slackNext(channels, notices, state, o.save)
}

async function slackNext(
    channels: Channels,
    notices: Notices,
    state: MessageProgress,
    save: (state: MessageProgress) => Promise<void>,
): Promise<Delivery> {
    const {slack: n} = state
    const isDigest = n >= channels.maxPerRun
    const after = isDigest ? notices.count : n + 1
    if (state.sending === n) {
        const lines = [`Slack: message ${n + 1} may not have arrived: the run was cut off while it was sent.`]
        return {kind: "next", state: {...state, slack: after, sending: null}, problems: [], lines}
    }
    const bad = channels.template === null ? [] : templateProblems(channels.template)
    if (bad.length > 0) return off(state, "slackOff", `Slack message (notify.slack.template): ${bad.join(" ")}`)
    const message = isDigest ? digestMessage(await from(notices, n)) : messageOf(channels.template, await notices.at(n))
    await save({...state, sending: n})
    const sent = await channels.slack?.(message)
    const moved = {...state, slack: after, sending: null}
    switch (sent?.kind) {
        case "later":
            return {kind: "later", failure: sent.failure, state: {...state, sending: null}, problems: [], lines: []}
        case "refused":
            return off(state, "slackOff", `Slack: ${sent.message}`)
        case "uncertain":
            return {kind: "next", state: moved, problems: [], lines: ["Slack did not answer: a message may not have arrived."]}
        default:
            return {kind: "next", state: moved, problems: [], lines: []}
    }
} // prettier-ignore

async function webhookNext(
    channels: Channels,
    notices: Notices,
    state: MessageProgress,
    run: {readonly id: string; readonly asOf: string},
): Promise<Delivery> {
    const moved = {...state, webhook: state.webhook + 1}
    if (state.webhook >= notices.count) return {kind: "next", state: moved, problems: [], lines: []}
    const notice = await notices.at(state.webhook)
    const sent = await channels.webhook?.(routedMessage(notice, run, channels.project))
    if (sent?.kind === "later" || sent?.kind === "uncertain")
        return {kind: "later", failure: sent.failure, state, problems: [], lines: []}
    if (sent?.kind === "refused") return off(state, "webhookOff", `Webhook: ${sent.message}`)
    return {kind: "next", state: moved, problems: [], lines: []}
}

function off(state: MessageProgress, channel: "slackOff" | "webhookOff", problem: string): Delivery {
    return {kind: "next", state: {...state, sending: null, [channel]: true}, problems: [problem], lines: []}
}

async function from(notices: Notices, first: number): Promise<Notice[]> {
    const rest: Notice[] = []
    for (let n = first; n < notices.count; n++) rest.push(await notices.at(n))
    return rest
}

/** The Slack message about one account. @throws Error for a template that is not valid */
export function messageOf(template: string | null, notice: Notice): SlackMessage {
    return accountMessage(template, variablesOf(notice))
}

function variablesOf(notice: Notice): Variables {
    return {
        account: notice.account,
        company: notice.company,
        score: String(notice.score),
        signals: notice.signals.join(", "),
        top_signal: notice.topSignal,
        why_now: notice.whyNow,
        track_record: notice.trackRecord ?? "",
        routed_because: notice.because,
        deal_url: notice.deal?.url ?? "",
        company_url: notice.record?.url ?? "",
        posthog_url: notice.posthogUrl ?? "",
    }
}

/** The webhook message about one account, under the same id whenever it is built. */
export function routedMessage(
    notice: Notice,
    run: {readonly id: string; readonly asOf: string},
    project: string,
): WebhookMessage {
    return {
        type: "account.routed",
        id: messageId(project, run.id, "account.routed", notice.account),
        timestamp: run.asOf,
        data: {
            account: notice.account,
            company: notice.company,
            score: notice.score,
            signals: notice.signals,
            signal_types: notice.signalTypes,
            top_signal: notice.topSignal,
            why_now: notice.whyNow,
            track_record: notice.trackRecord,
            routed_because: notice.because,
            deal: notice.deal,
            company_record: notice.record,
            posthog_url: notice.posthogUrl,
        },
    }
}
