/** The persons of an account: who they are, when they are first seen, and what they did before they signed in. */
import type {AccountProfile} from "./accounts"
import {workingInstant} from "./latent"
import {DAY_MS, STORY_NOW_MS, type StorySize} from "./parameters"
import type {DayPlan} from "./plan"
import {Random} from "./random"
import type {StoryPerson} from "./rows"
import {FIRST_NAMES, FREE_MAIL, LAST_NAMES} from "./vocabulary"

/** A person together with what the event writer needs. */
export interface Member extends StoryPerson {
    joinDay: number
    userId: string
    deviceId: string
    /** Person id on the events of the anonymous time. */
    anonymousPersonId: string
    /** Instants (ms) of anonymous visits before the first sign-in. */
    anonymousVisits: number[]
    propertiesJson: string
    /** Whether the e-mail address names the company. */
    companyMail: boolean
}

/** Merges younger than this are still kept as overrides, as before PostHog's regular squashing. */
const UNSQUASHED_DAYS = 21
const ROLES = ["admin", "analyst", "manager", "viewer", "engineer"] as const

/** Makes the persons who join on the planned days, in order of joining. */
export function makePeople(
    profile: AccountProfile,
    plans: DayPlan[],
    size: StorySize,
    seed: number,
): Member[] {
    const random = new Random(seed, "people", profile.index)
    const used = new Set<string>()
    const members: Member[] = []
    for (const plan of plans) {
        for (let i = 0; i < plan.joins; i++) {
            if (members.length < 40)
                members.push(makeMember(profile, plan.day, size, members.length, used, random))
        }
    }
    return members
}

function makeMember(
    profile: AccountProfile,
    joinDay: number,
    size: StorySize,
    rank: number,
    used: Set<string>,
    random: Random,
): Member {
    let first = random.pick(FIRST_NAMES)
    let last = random.pick(LAST_NAMES)
    while (used.has(`${first} ${last}`)) {
        first = random.pick(FIRST_NAMES)
        last = random.pick(LAST_NAMES)
    }
    used.add(`${first} ${last}`)
    const companyMail = profile.domain !== null && (rank === 0 || !random.chance(0.02))
    const local = `${first}.${last}`.toLowerCase()
    let email = companyMail
        ? `${local}@${profile.domain}`
        : `${local}.${profile.index}@${random.pick(FREE_MAIL)}`
    if (random.chance(0.01)) email = email.replace(/@.*/, (host) => host.toUpperCase())
    const identifiedAt = workingInstant(profile, size, joinDay, random)
    const id = random.uuid()
    // Whoever was there before the history began has no anonymous time in it.
    const existed = profile.signUpDay < 0 && joinDay < 14
    const anonymousVisits: number[] = []
    if (!existed && random.chance(rank === 0 ? 0.7 : 0.25)) {
        for (let i = random.int(1, 2); i > 0; i--) {
            const earlier =
                identifiedAt -
                Math.floor(random.next() * (random.chance(0.5) ? 1_200_000 : 5 * DAY_MS)) -
                60_001
            anonymousVisits.push(earlier % 1000 === 0 ? earlier - 7 : earlier)
        }
        anonymousVisits.sort((a, b) => a - b)
    }
    const recent = anonymousVisits.length > 0 && STORY_NOW_MS - identifiedAt < UNSQUASHED_DAYS * DAY_MS
    const properties = {email, name: `${first} ${last}`, role: random.pick(ROLES)}
    const userId = `user_${profile.index}_${rank + 1}`
    const deviceId = random.uuid()
    const ownId = random.uuid()
    return {
        id,
        createdAt: identifiedAt,
        properties,
        propertiesJson: JSON.stringify(properties),
        distinctIds: anonymousVisits.length > 0 ? [userId, deviceId] : [userId],
        overriddenIds: recent ? [deviceId] : [],
        accountKey: profile.key,
        identifiedAt,
        joinDay,
        userId,
        deviceId,
        anonymousPersonId: recent ? ownId : id,
        anonymousVisits,
        companyMail,
    }
}
