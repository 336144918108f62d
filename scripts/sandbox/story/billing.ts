/** Payments: what the checkout and the payment service report. */
import type {AccountProfile} from "./accounts"
import {type Latent, workingInstant} from "./latent"
import {DAY_MS, type StorySize} from "./parameters"
import type {Member} from "./people"
import type {Random} from "./random"
import type {EventWriter} from "./writer"

/** The purchase, its checkout minutes before, and a monthly invoice until cancellation. */
export function renderBilling(
    profile: AccountProfile,
    latent: Latent,
    members: Member[],
    size: StorySize,
    writer: EventWriter,
    random: Random,
): void {
    const {convertDay, convertMs, churnDay} = latent
    const buyer = members[0]
    if (convertDay === null || convertMs === null || !buyer) return
    const plan = profile.employees > 250 ? "business" : "team"
    const mrr = Math.round(Math.min(6000, 190 + profile.employees * random.between(3, 9)))
    const stripe_customer_id = `cus_story${profile.index}`
    if (convertDay >= 0) {
        const place = {
            session: random.uuidAt(convertMs - 240_000),
            path: "/settings/plans",
            host: "app",
        } as const
        writer.web(buyer, "$pageview", convertMs - 240_003, place)
        const seats = members.filter((member) => member.joinDay <= convertDay).length
        writer.web(buyer, "checkout_started", convertMs - 180_007, place, {plan, seats})
        writer.server(buyer, "subscription_started", convertMs, {plan, mrr_usd: mrr, stripe_customer_id})
    }
    for (let month = 0; ; month++) {
        const day = convertDay + month * 30
        if (churnDay !== null && day >= churnDay) {
            writer.server(buyer, "subscription_cancelled", workingInstant(profile, size, churnDay, random), {
                plan,
                stripe_customer_id,
            })
            break
        }
        const at = convertMs + month * 30 * DAY_MS + 61_013
        if (at >= convertMs + 400 * DAY_MS) break
        if (at > buyer.identifiedAt)
            writer.server(buyer, "stripe_invoice_paid", at, {plan, amount_usd: mrr, stripe_customer_id})
    }
}
