import {verifyWebhook} from "@beton/shared/notify/webhook"
import type {Pairing} from "@beton/shared/pairing"
import * as z from "zod"

const place = z.object({id: z.string()}).nullish().catch(null)

/** A message "account.routed" as far as workflows use it (docs/NOTIFICATIONS.md). */
const routed = z.object({
    type: z.literal("account.routed"),
    data: z.object({
        account: z.string(),
        company: z.string().catch(""),
        score: z.number(),
        signals: z.array(z.string()),
        top_signal: z.string().catch(""),
        why_now: z.string().catch(""),
        track_record: z.string().nullish().catch(null),
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

/** Takes the raw body and the headers that sign it out of a request. */
export async function received(request: Request): Promise<Received> {
    const header = (name: string): string => request.headers.get(name) ?? ""
    return {
        body: await request.text(),
        headers: {
            "webhook-id": header("webhook-id"),
            "webhook-timestamp": header("webhook-timestamp"),
            "webhook-signature": header("webhook-signature"),
        },
    }
}

/** Whether the paired Beton signed a request in the last minutes; over the raw body, before anything is parsed. */
export function isGenuine(request: Received, {publicKeys}: Pick<Pairing, "publicKeys">, now: number): boolean {
    return publicKeys.some((key) => verifyWebhook(request, key, now))
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
