import {verifyWebhook, WEBHOOK_TOLERANCE_S} from "@beton/shared/notify/webhook"
import type {Pairing} from "@beton/shared/pairing"
import * as z from "zod/mini"

/** Bytes as announced, characters as read. A message has about a thousand; long names make it a few thousand. */
const MOST_SIZE = 65_536

const place = z.catch(z.nullish(z.object({id: z.string()})), null)

/** A message "account.routed" as far as workflows use it (docs/NOTIFICATIONS.md). */
const routed = z.object({
    type: z.literal("account.routed"),
    data: z.object({
        account: z.string(),
        company: z.catch(z.string(), ""),
        score: z.number(),
        signals: z.array(z.string()),
        /** Ids of `signals`, in the same order; older versions do not send them. */
        signal_types: z.catch(z.array(z.string()), []),
        top_signal: z.catch(z.string(), ""),
        why_now: z.catch(z.string(), ""),
        track_record: z.catch(z.nullish(z.string()), null),
        deal: place,
        company_record: place,
    }),
})

/** What a message says of a routed account. */
export type RoutedAccount = z.infer<typeof routed>["data"]

/** A request as it came: nothing is believed of it before its signature is. */
export interface Received {
    readonly body: string
    readonly headers: Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>>
}

/** Takes the raw body and the headers that sign it out of a request; null when it is larger than any message. */
export async function received(request: Request): Promise<Received | null> {
    const header = (name: string): string => request.headers.get(name) ?? ""
    if (Number(header("content-length")) > MOST_SIZE) return null
    const body = await request.text()
    // Nobody has to say how long a body is.
    if (body.length > MOST_SIZE) return null
    return {
        body,
        headers: {
            "webhook-id": header("webhook-id"),
            "webhook-timestamp": header("webhook-timestamp"),
            "webhook-signature": header("webhook-signature"),
        },
    }
}

/**
 * Why a request is not believed, as one sentence that repeats nothing of it; null when the paired Beton signed it in the
 * last minutes. Over the raw body, before anything is parsed.
 *
 * @param now unix ms
 */
export function distrustOf(request: Received | null, {publicKeys}: Pick<Pairing, "publicKeys">, now: number): string | null {
    if (request === null) return "The message is too large."
    const {"webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature} = request.headers
    if (id === "" || signature === "" || !/^\d{1,12}$/.test(at)) return "The message is not signed."
    const minutes = `${WEBHOOK_TOLERANCE_S / 60} minutes`
    if (now / 1000 - Number(at) > WEBHOOK_TOLERANCE_S) return `The message is older than ${minutes}.`
    if (Number(at) - now / 1000 > WEBHOOK_TOLERANCE_S) return `The message is dated more than ${minutes} ahead: a clock is wrong.`
    return publicKeys.some((key) => verifyWebhook(request, key, now)) ? null : "The signature is not the paired Beton's, or the message was changed."
} // prettier-ignore

/** The routed account of a genuine message; null for every other kind of message. */
export function routedAccount({body}: Received): RoutedAccount | null {
    try {
        const read = routed.safeParse(JSON.parse(body))
        return read.success ? read.data.data : null
    } catch {
        // Signed by us and yet no JSON: a kind of message that this version does not know.
        return null
    }
}
