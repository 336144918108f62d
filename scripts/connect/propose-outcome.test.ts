import {couldBeOutcome, type EventUse, proposeOutcome} from "./propose-outcome"

const use = (event: string, accounts = 10, events = accounts): EventUse => ({event, events, accounts})
const order = (...uses: EventUse[]): string[] => {
    const {value, alternatives} = proposeOutcome(uses, 200, 180)
    return [value, ...alternatives.map((option) => option.value)]
}

it.each([
    ["subscription_started", true],
    ["Subscription Created", true],
    ["planUpgraded", true],
    ["customer_created", true],
    ["purchase_completed", true],
    ["trial_converted", true],
    ["payment_intent_succeeded", true],
    ["stripe_invoice_paid", true],
    ["upgraded", true],
    ["subscription_cancelled", false],
    ["subscription_renewed", false],
    ["plan_upgrade_clicked", false],
    ["upgrade_started", false],
    ["checkout_started", false],
    ["upgrade_modal_opened", false],
    ["purchase_intent", false],
    ["payment_failed", false],
    ["$purchase_completed", false],
    ["beton_signal_fired", false],
    ["report_created", false],
])("%s: %s", (event, could) => expect(couldBeOutcome(event)).toBe(could))

it("takes the plainest name, then the one that more accounts have", () => {
    expect(
        order(
            use("invoice_paid"),
            use("plan_upgraded", 4),
            use("subscription_started", 3),
            use("plan_purchased", 9),
        ),
    ).toEqual(["subscription_started", "plan_purchased", "plan_upgraded", "invoice_paid", "none"])
})

it("puts back what repeats, what nearly everybody has, and what has no account", () => {
    expect(order(use("subscription_created", 190), use("plan_upgraded", 12))[0]).toBe("plan_upgraded")
    expect(order(use("subscription_created", 10, 90), use("plan_upgraded", 12))[0]).toBe("plan_upgraded")
    expect(order(use("subscription_created", 0, 90), use("invoice_paid", 12))[0]).toBe("invoice_paid")
})

it.each<[EventUse, string]>([
    [use("subscription_started", 1), "1 account, 1 time in 180 days."],
    [use("invoice_paid", 10, 60), "10 accounts, 60 times in 180 days: it repeats, as a monthly invoice does."],
    [use("plan_upgraded", 150), "150 accounts, 150 times in 180 days: nearly every account has it."],
    [use("plan_upgraded", 0, 7), "7 times in 180 days, but never with an account."],
])("says why, counts first (%#)", (one, reason) => {
    expect(proposeOutcome([one], 200, 180).reason).toBe(reason)
}) // prettier-ignore

it("proposes none, with what that means, when nothing looks like one", () => {
    expect(
        proposeOutcome([use("report_created"), use("subscription_started", 0, 0)], 200, 180),
    ).toMatchObject({
        value: "none",
        reason: "Scores and routing work without it; backtests need it, and it can be set later.",
    })
})
