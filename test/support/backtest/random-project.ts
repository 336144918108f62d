import {uuidOf} from "../../detection/micro"
import {randomOf} from "../../detection/random-world"
import type {RawEvent} from "../../oracle"

const DAY_MS = 86_400_000
const NAMES = ["report_created", "report_shared", "query_run", "alert_created", "sso_enabled", "key_made"]
const LATER_NAMES = ["export_made", "api_called", "board_shared", "role_added", "hook_made", "theme_set"]

/** The event that counts as a conversion where its plan is one of `PAID`; with another plan it does not count. */
export const OUTCOME_EVENT = "subscription_started"
/** See `OUTCOME_EVENT`. */
export const PAID = ["team", "business"]

/** What a random project is made of. */
export interface ProjectShape {
    readonly seed: number
    readonly accounts: number
    /** Unix ms: the end of the data; a few events lie after it. */
    readonly end: number
    readonly days: number
    /** Instants (unix ms): now and then something happens exactly then, or in the hours after. */
    readonly instants: readonly number[]
}

/**
 * Events of a few hundred accounts: steady ones, ones that are seldom there, that left, that joined lately; with phases in
 * which each signal can be active; some convert, some of those just after an instant, and go on using the product.
 */
export function randomProject(shape: ProjectShape): RawEvent[] {
    const events: RawEvent[] = []
    const random = randomOf(shape.seed)
    for (let i = 0; i < shape.accounts; i++) new AccountStory(`account ${i}`, shape, random, events).tell()
    return events
}

class AccountStory {
    private readonly start: number
    private readonly people: number

    constructor(
        private readonly key: string,
        private readonly shape: ProjectShape,
        private readonly random: () => number,
        private readonly events: RawEvent[],
    ) {
        const {end, days} = shape
        // Squared: more accounts are young, and some have only instants whose outcome is open.
        this.start = end - random() ** 1.5 * days * DAY_MS
        this.people = 1 + this.below(5)
    }

    tell(): void {
        const {end} = this.shape
        const every = this.pick([0.4, 1, 2, 5, 12, 30]) * DAY_MS
        const stop = this.chance(0.2) ? this.start + this.random() * (end - this.start) : end + 2 * DAY_MS
        for (let at = this.start; at < stop; at += every * 2 * this.random() + 60_000)
            this.add(this.pick(NAMES), this.nearInstant(at))
        const phases = [this.pricing, this.features, this.spike, this.limits, this.trial, this.growth, this.support, this.billing, this.calls] // prettier-ignore
        for (const phase of phases)
            for (let n = this.below(4); n > 0; n--)
                phase.call(this, this.start + this.random() * (end - this.start))
        if (this.chance(0.5)) this.convert()
    }

    private convert(): void {
        const {end} = this.shape
        const at = this.start + this.random() * (end + 3 * DAY_MS - this.start)
        const later = this.shape.instants.find((instant) => instant >= at)
        // A third lie within a day and a bit after an instant: inside the gap, or just beyond.
        const chosen = this.chance(0.35) && later !== undefined ? later + this.random() * 1.3 * DAY_MS : at
        if (this.chance(0.3)) this.add(OUTCOME_EVENT, chosen - this.random() * 30 * DAY_MS, {plan: "free"})
        this.add(OUTCOME_EVENT, this.nearInstant(chosen), {plan: this.pick(PAID)})
        if (this.chance(0.2)) this.add(OUTCOME_EVENT, chosen + this.random() * 40 * DAY_MS, {plan: "team"})
    }

    private pricing(at: number): void {
        for (let n = 1 + this.below(6); n > 0; n--)
            this.add("$pageview", at + this.random() * 4 * DAY_MS, {
                $current_url: this.pick(["https://a.test/pricing", "https://a.test/plans/x", "https://a.test/docs"]),
                $session_id: `${this.key} ${this.below(9)}`,
            })
    } // prettier-ignore

    private features(at: number): void {
        for (const name of LATER_NAMES.slice(this.below(4))) this.add(name, at + this.random() * 3 * DAY_MS)
    }

    private spike(at: number): void {
        for (let n = 20 + this.below(60); n > 0; n--)
            this.add(this.pick(NAMES), at + this.random() * 6 * DAY_MS)
    }

    private limits(at: number): void {
        this.describe(at, {usage: this.below(130), usage_limit: this.pick([100, 100, 100, 80, 0, "110"])})
    }

    private trial(at: number): void {
        const ends = Math.floor((at + this.random() * 20 * DAY_MS) / 1000)
        this.describe(at, {trial_ends_at: this.pick<unknown>([ends, new Date(ends * 1000).toISOString()])})
    }

    private growth(at: number): void {
        for (let n = 1 + this.below(5); n > 0; n--)
            this.add("query_run", at + this.random() * 5 * DAY_MS, {}, `new ${this.below(40)}`)
    }

    private support(at: number): void {
        for (let n = 1 + this.below(6); n > 0; n--)
            this.add("intercom_conversation_started", at + this.random() * 6 * DAY_MS, {
                conversation_id: `${this.key} ${this.below(1000)}`,
            })
    }

    private billing(at: number): void {
        for (let n = 1 + this.below(4); n > 0; n--)
            this.add(this.pick(["checkout_started", "upgrade_started"]), at + this.random() * 3 * DAY_MS)
    }

    /** What custom signals look at. */
    private calls(at: number): void {
        for (let n = 1 + this.below(8); n > 0; n--)
            this.add("call_booked", at + this.random() * 5 * DAY_MS, {
                ...(this.chance(0.9) ? {seats: this.pick<unknown>([1, 5, 10, "10", 25, "many", null, -3, 10.5, true, ""])} : {}),
                ...(this.chance(0.8) ? {channel: this.pick(["Web", "web form", "phone", ""])} : {}),
            })
    } // prettier-ignore

    private describe(at: number, set: Record<string, unknown>): void {
        this.add("$groupidentify", at, {$group_type: "company", $group_key: this.key, $group_set: set})
    }

    private add(event: string, at: number, properties: Record<string, unknown> = {}, who?: string): void {
        const person = `${this.key} ${who ?? this.below(this.people)}`
        // An address is that of the company, now and then a free one.
        const domain = this.chance(0.97) ? `${this.key.replace(" ", "-")}.test` : "gmail.com"
        this.events.push({
            uuid: uuidOf(`${this.shape.seed} ${this.events.length}`),
            event,
            distinct_id: `device ${person}`,
            person_id: person,
            timestamp: new Date(Math.floor(at)).toISOString(),
            properties: {...(this.chance(0.97) ? {$group_0: this.key} : {}), ...properties},
            person_properties: {email: `${person.replaceAll(" ", ".")}@${domain}`},
        })
    }

    /** Now and then the next instant itself. */
    private nearInstant(at: number): number {
        if (!this.chance(0.05)) return at
        return this.shape.instants.find((instant) => instant >= at) ?? at
    }

    private chance(share: number): boolean {
        return this.random() < share
    }

    private below(n: number): number {
        return Math.floor(this.random() * n)
    }

    private pick<T>(list: readonly T[]): T {
        return list[this.below(list.length)] as T
    }
}
