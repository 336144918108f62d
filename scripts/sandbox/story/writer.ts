/** Builds single events with the properties that PostHog's libraries send. */
import type {AccountProfile} from "./accounts"
import {STORY_NOW_MS} from "./parameters"
import type {Member} from "./people"
import type {Random} from "./random"
import type {StoryEvent} from "./rows"
import {VENDOR} from "./vocabulary"

/** Where a web event happens. */
export interface Place {
    session: string
    path: string
    /** The product itself (knows the company) or the public site (does not). */
    host: "app" | "site"
}

/** Collects the events of one account; everything at or after now is dropped. */
export class EventWriter {
    readonly events: StoryEvent[] = []
    private readonly groups: Record<string, unknown>

    constructor(
        profile: AccountProfile,
        private readonly random: Random,
        /** Called for each kept `$groupidentify`. */
        private readonly onGroup: (at: number, properties: Record<string, unknown>) => void,
        private readonly accountKey = profile.key,
    ) {
        this.groups = {$groups: {company: profile.key}, $group_0: profile.key}
    }

    /** Event of the web library, by an identified person. */
    web(member: Member, event: string, at: number, place: Place, extra: Record<string, unknown> = {}): void {
        const host = place.host === "app" ? VENDOR.app : VENDOR.site
        this.push(member, event, at, {
            $lib: "web",
            $session_id: place.session,
            $current_url: `https://${host}${place.path}`,
            $pathname: place.path,
            ...(place.host === "app" ? this.groups : {}),
            ...extra,
        })
    }

    /** Page view before the person is known: no group, no person properties. */
    anonymousView(member: Member, at: number, session: string, path: string): void {
        if (at >= STORY_NOW_MS) return
        this.events.push({
            uuid: this.random.uuidAt(at),
            event: "$pageview",
            distinctId: member.deviceId,
            personId: member.anonymousPersonId,
            timestamp: at,
            arrivedAt: at,
            properties: {
                $lib: "web",
                $session_id: session,
                $current_url: `https://${VENDOR.site}${path}`,
                $pathname: path,
                $process_person_profile: false,
            },
            personProperties: "{}",
            personCreatedAt: at,
            personMode: "propertyless",
        })
    }

    /** Event of a server-side library, with the person's distinct id and the company. */
    server(member: Member, event: string, at: number, extra: Record<string, unknown> = {}): void {
        this.push(member, event, at, {$lib: "posthog-node", ...this.groups, ...extra})
    }

    /** `$groupidentify` by a person of the account. */
    group(member: Member, at: number, properties: Record<string, unknown>): void {
        const instant = this.push(member, "$groupidentify", at, {
            $lib: "posthog-node",
            $group_type: "company",
            $group_key: this.accountKey,
            $group_set: properties,
            ...this.groups,
        })
        if (instant !== null) this.onGroup(instant, properties)
    }

    private push(
        member: Member,
        event: string,
        wanted: number,
        properties: Record<string, unknown>,
    ): number | null {
        const at = wanted % 1000 === 0 ? wanted + 1 : wanted
        if (at >= STORY_NOW_MS) return null
        const late = this.random.chance(0.002) ? this.random.int(3_600_000, 108_000_000) : 0
        this.events.push({
            uuid: this.random.uuidAt(at),
            event,
            distinctId: member.userId,
            personId: member.id,
            timestamp: at,
            arrivedAt: Math.min(at + late, STORY_NOW_MS - 1),
            properties,
            personProperties: member.propertiesJson,
            personCreatedAt: member.createdAt,
            personMode: "full",
        })
        return at
    }
}
