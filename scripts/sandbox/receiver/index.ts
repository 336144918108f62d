import type {IncomingMessage, ServerResponse} from "node:http"

import {readBody} from "../http/body"
import {listenOnLoopback} from "../http/loopback-server"
import {type Delivery, type ReceiverFault, takeFault} from "./faults"
import {SLACK_INTERVAL_MS, SLACK_STATES, type SlackAnswer, slackAnswer, type SlackState} from "./slack"
import {distrustOf} from "./verify"

export type {Delivery, ReceiverFault} from "./faults"
export type {SlackState} from "./slack"

/** Largest body that is read, bytes. */
const MAX_BODY = 1_000_000

/** A running receiver of messages: one Slack webhook and one signed webhook. */
export interface Receiver {
    /** Where Slack messages go. */
    readonly slackUrl: string
    /** Where signed requests go. */
    readonly hookUrl: string
    /** Every request, in order, refused ones included. */
    readonly deliveries: readonly Delivery[]
    /** Bodies that were believed, once per `webhook-id`: what a receiver would act on. */
    acted(): readonly unknown[]
    /** Payloads that Slack would show in the channel. */
    posted(): readonly {readonly text: string}[]
    /** What happens to the next requests, one after the other, in place of an answer. */
    fail(...faults: readonly ReceiverFault[]): void
    setSlack(state: SlackState): void
    close(): Promise<void>
}

/** What a receiver is started with. */
export interface ReceiverOptions {
    /** base64url of the sender's public key. */
    readonly publicKey: string
    /** Unix ms; the sender's clock in tests. */
    readonly clock?: () => number
    /** Refuse what comes faster than Slack allows. */
    readonly slackLimit?: boolean
}

/** Starts a receiver on a free port of the loopback interface. */
export async function startReceiver(o: ReceiverOptions): Promise<Receiver> {
    const clock = o.clock ?? Date.now
    const deliveries: Delivery[] = []
    const faults: ReceiverFault[] = []
    const seen = new Map<string, unknown>()
    const posted: {readonly text: string}[] = []
    let slack: SlackState = "ok"
    let lastPost = -Infinity

    const slackSays = (body: string): SlackAnswer & {readonly retryAfter?: string} => {
        const state = SLACK_STATES[slack]
        if (state !== null) return state
        if (o.slackLimit === true && clock() - lastPost < SLACK_INTERVAL_MS)
            return {status: 429, text: "rate_limited", retryAfter: "1"}
        const answer = slackAnswer(body)
        if (answer.status === 200) {
            lastPost = clock()
            posted.push(JSON.parse(body) as {readonly text: string})
        }
        return answer
    }
    const hookSays = (request: IncomingMessage, body: Buffer): SlackAnswer & {readonly duplicate?: true} => {
        const distrust = distrustOf(request.headers, body, o.publicKey, clock())
        if (distrust !== null) return {status: 401, text: distrust}
        const id = String(request.headers["webhook-id"])
        if (seen.has(id)) return {status: 200, text: "seen before", duplicate: true}
        seen.set(id, JSON.parse(body.toString("utf8")))
        return {status: 200, text: "ok"}
    }

    const server = await listenOnLoopback(async (request: IncomingMessage, response: ServerResponse) => {
        const body = await readBody(request, MAX_BODY)
        const isSlack = request.url?.startsWith("/services/") === true
        const entry = {to: isSlack ? "slack" : "webhook", body: body.toString("utf8"), headers: request.headers} as const
        const fault = faults.shift()
        if (fault !== undefined && fault.kind !== "lost_answer") {
            deliveries.push({...entry, status: null, fault: fault.kind})
            return takeFault(fault, response, clock())
        }
        const answer = isSlack ? slackSays(entry.body) : hookSays(request, body)
        const isDuplicate = "duplicate" in answer
        deliveries.push({...entry, status: answer.status, ...(isDuplicate ? {duplicate: true} : {}), ...(fault === undefined ? {} : {fault: fault.kind})})
        if (fault !== undefined) return takeFault(fault, response, clock())
        const headers = "retryAfter" in answer ? {"retry-after": String(answer.retryAfter)} : {}
        response.writeHead(answer.status, {"content-type": "text/plain", ...headers}).end(answer.text)
    })
    return {
        slackUrl: `${server.url}/services/T0000/B0000/stand-in`,
        hookUrl: `${server.url}/hook`,
        deliveries,
        acted: () => [...seen.values()],
        posted: () => posted,
        fail: (...more) => void faults.push(...more),
        setSlack: (state) => void (slack = state),
        close: () => server.close(),
    }
} // prettier-ignore
