/** Turns the plan of an account into its events, persons and group. */
import type {AccountProfile} from "./accounts"
import {renderBilling} from "./billing"
import {renderGroupProperties} from "./group-properties"
import {type Latent, workingInstant} from "./latent"
import type {StorySize} from "./parameters"
import {makePeople, type Member} from "./people"
import type {DayPlan} from "./plan"
import {Random} from "./random"
import type {AccountRows, StoryGroup, StoryPerson} from "./rows"
import {choose, daySessions, renderSession} from "./sessions"
import {SITE_PAGES} from "./vocabulary"
import {EventWriter} from "./writer"

/** All rows of one account. */
export function renderAccount(
    profile: AccountProfile,
    latent: Latent,
    plans: DayPlan[],
    size: StorySize,
    seed: number,
): AccountRows {
    const random = new Random(seed, "events", profile.index)
    const members = makePeople(profile, plans, size, seed)
    const group: StoryGroup = {key: profile.key, createdAt: Infinity, updatedAt: 0, properties: {}}
    const writer = new EventWriter(profile, random, (at, properties) => {
        group.createdAt = Math.min(group.createdAt, at)
        group.updatedAt = Math.max(group.updatedAt, at)
        Object.assign(group.properties, properties)
    })
    const features: string[] = []
    for (const plan of plans) {
        const newcomers = members.filter((member) => member.joinDay === plan.day)
        const active = members.filter((member) => member.joinDay < plan.day)
        newcomers.forEach((member) => renderJoin(member, active, profile, writer, random))
        // On the very first day only the founder is there.
        const people = active.length > 0 ? active : newcomers.slice(0, 1)
        if (people.length === 0) continue
        const notBefore = active.length > 0 ? 0 : (people[0] as Member).identifiedAt
        const sessions = daySessions(plan, people, features, random)
        for (const session of sessions)
            renderSession(
                session,
                Math.max(workingInstant(profile, size, plan.day, random), notBefore + 120_003),
                writer,
                random,
            )
        renderSupport(plan, people, notBefore, {profile, size, writer, random})
        features.push(...plan.adopted)
    }
    renderGroupProperties(profile, plans, members, size, writer, new Random(seed, "group", profile.index))
    renderBilling(profile, latent, members, size, writer, random)
    writer.events.sort((a, b) => a.timestamp - b.timestamp)
    return {
        events: writer.events,
        persons: members.map(toPerson),
        group: group.createdAt === Infinity ? null : group,
    }
}

/** A person's first appearance: perhaps anonymous visits and an invitation, then sign-in. */
function renderJoin(
    member: Member,
    active: Member[],
    profile: AccountProfile,
    writer: EventWriter,
    random: Random,
): void {
    for (const at of member.anonymousVisits) {
        const session = random.uuidAt(at)
        writer.anonymousView(member, at, session, random.pick(SITE_PAGES))
        if (random.chance(0.4))
            writer.anonymousView(member, at + random.int(5_001, 40_999), session, "/pricing")
    }
    const at = member.identifiedAt
    const place = {session: random.uuidAt(at), path: "/welcome", host: "app"} as const
    const isNew = profile.signUpDay >= 0 || member.joinDay >= 14
    const inviter = isNew && active.length > 0 ? choose(active, random) : null
    if (inviter) {
        const invitedAt = Math.max(at - random.int(600_000, 40_000_000), inviter.identifiedAt + 60_007)
        writer.web(inviter, "invite_sent", invitedAt, {
            session: random.uuidAt(invitedAt),
            path: "/team",
            host: "app",
        })
    }
    const anonymous = member.anonymousVisits.length > 0 ? {$anon_distinct_id: member.deviceId} : {}
    writer.web(member, "$identify", at, place, {...anonymous, $set: member.properties})
    writer.web(member, "$pageview", at + 401, place)
    if (isNew) writer.web(member, inviter ? "invite_accepted" : "signed_up", at + 903, place)
}

/** Conversations in the support tool, which reports them from its server under the person's id. */
function renderSupport(
    plan: DayPlan,
    people: Member[],
    notBefore: number,
    {
        profile,
        size,
        writer,
        random,
    }: {profile: AccountProfile; size: StorySize; writer: EventWriter; random: Random},
): void {
    for (let i = 0; i < plan.conversations; i++) {
        const member = choose(people, random)
        const conversation_id = `conv_${profile.index}_${plan.day}_${i + 1}`
        let at = Math.max(workingInstant(profile, size, plan.day, random), notBefore + 300_007)
        writer.server(member, "intercom_conversation_started", at, {conversation_id, channel: "messenger"})
        for (let n = random.int(1, 4); n > 0; n--) {
            at += random.int(45_000, 9_000_000)
            writer.server(member, "intercom_message_sent", at, {conversation_id})
        }
    }
}

function toPerson(member: Member): StoryPerson {
    const {id, createdAt, properties, distinctIds, overriddenIds, accountKey, identifiedAt} = member
    return {id, createdAt, properties, distinctIds, overriddenIds, accountKey, identifiedAt}
}
