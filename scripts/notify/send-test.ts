import {UNCONNECTED} from "@beton/posthog-app/clients/network-failure"
import type {Channels, Sent} from "@beton/posthog-app/notify/sender"
import {messageId} from "@beton/shared/events/ids"
import {TEST_MESSAGE} from "@beton/shared/notify/slack"

/** What became of a test message. */
export interface TestResult {
    readonly to: "Slack" | "Webhook"
    /** null: nobody knows; no answer came. */
    readonly arrived: boolean | null
    /** What happened and what to do, in plain words. */
    readonly sentence: string
}

/** So often a test is sent while the receiver is busy. */
const TRIES = 3
const PAUSE_MS = 2_000
/** Nobody waits longer at a terminal. */
const LONGEST_WAIT_MS = 60_000

/** Sends a message that says it is a test to each channel that is set. @param now unix ms */
export async function sendTests(
    channels: Channels,
    o: {readonly now: number; readonly sleep: (ms: number) => Promise<void>},
): Promise<TestResult[]> {
    const {slack, webhook, project} = channels
    const timestamp = new Date(o.now).toISOString()
    // Each test is a message of its own, and its repeats are not.
    const id = messageId(project, timestamp, "test", "")
    const data = {message: "This is a test message of Beton. Nothing has to be done."}
    const results: TestResult[] = []
    if (slack !== null)
        results.push(resultOf("Slack", await patiently(() => slack(TEST_MESSAGE), o.sleep), id))
    if (webhook !== null)
        results.push(
            resultOf(
                "Webhook",
                await patiently(() => webhook({type: "test", id, timestamp, data}), o.sleep),
                id,
            ),
        )
    return results
}

async function patiently(send: () => Promise<Sent>, sleep: (ms: number) => Promise<void>): Promise<Sent> {
    let sent = await send()
    for (let tried = 1; tried < TRIES && sent.kind === "later"; tried += 1) {
        const wait = sent.failure.retryAfterMs ?? PAUSE_MS
        if (wait > LONGEST_WAIT_MS) return sent
        await sleep(wait)
        sent = await send()
    }
    return sent
}

function resultOf(to: TestResult["to"], sent: Sent, id: string): TestResult {
    switch (sent.kind) {
        case "sent":
            return {
                to,
                arrived: true,
                sentence:
                    to === "Slack"
                        ? 'It arrived. Look into the channel: the message begins with "This is a test message of Beton".'
                        : `It arrived, and the receiver took it: type "test", webhook-id ${id}.`,
            }
        case "uncertain":
            return {
                to,
                arrived: null,
                sentence:
                    "No answer came in time, so it may have arrived or not. Look at the other end, and start the test again if it is not there.",
            }
        case "refused":
            return {to, arrived: false, sentence: `It did not arrive. ${sent.message}`}
        case "later":
            return {
                to,
                arrived: false,
                sentence: `It did not arrive. ${sent.failure.message} ${adviceFor(sent.failure)}`,
            }
    }
}

function adviceFor({
    kind,
    code,
    retryAfterMs,
}: Extract<Sent, {readonly kind: "later"}>["failure"]): string {
    if (kind === "throttled") {
        const minutes = Math.ceil((retryAfterMs ?? PAUSE_MS) / 60_000)
        return `Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`
    }
    if (code === "network" || code === UNCONNECTED || code === "circuit")
        return "Check the address, and that this machine may reach it: a firewall or a proxy may be in the way."
    if (code === "timeout") return "Check that the receiver answers within 15 seconds; it should answer first and work afterwards."
    return "Nothing has to be changed here: look at the log of the receiver, and try again."
} // prettier-ignore
