/** The latent process: how much an account wants to buy, day by day, and what comes of it. Nothing here is an event. */
import type {AccountProfile} from "./accounts"
import {DAY_MS, DAYS_AHEAD, LATENT, SIZES, STORY_NOW_MS, type StorySize} from "./parameters"
import {Random} from "./random"
import {COUNTRIES} from "./vocabulary"

/** UTC weekday of now. */
const NOW_WEEKDAY = new Date(STORY_NOW_MS).getUTCDay()

/** One evaluation of the product by an account. Days are counted from the start of the history. */
export interface Evaluation {
    from: number
    /** First day of the decision, or null when it never came to that. */
    decisionFrom: number | null
    /** Day of the end; null when it is still open at the end of the simulation. */
    to: number | null
    outcome: "converted" | "dropped" | "open"
}

/** The fate of one account, from its start to {@link DAYS_AHEAD} days beyond now. */
export interface Latent {
    /** First simulated day (may be negative). */
    firstDay: number
    /** Intent in [0, 1]; element i belongs to day firstDay + i. 0 for customers. */
    intent: Float32Array
    evaluations: Evaluation[]
    /** Day and instant (ms) of the purchase, or null; may lie before the history or beyond now. */
    convertDay: number | null
    convertMs: number | null
    /** Day of the cancellation, or null. */
    churnDay: number | null
}

/** Instant (ms) at which day `day` of the story begins (06:00 UTC). */
export function dayStart(size: StorySize, day: number): number {
    return STORY_NOW_MS - (SIZES[size].days - day) * DAY_MS
}

/** UTC weekday (0 = Sunday) of the date on which a day of the story begins. */
export function weekday(size: StorySize, day: number): number {
    const fromNow = day - SIZES[size].days
    return (((NOW_WEEKDAY + fromNow) % 7) + 7) % 7
}

/** Simulates one account. */
export function simulateLatent(profile: AccountProfile, size: StorySize, seed: number): Latent {
    const random = new Random(seed, "latent", profile.index)
    const firstDay = Math.max(profile.signUpDay, typeof profile.script?.convertDay === "number" ? -150 : -60)
    const lastDay = SIZES[size].days + DAYS_AHEAD
    const latent: Latent = {
        firstDay,
        intent: new Float32Array(lastDay - firstDay),
        evaluations: [],
        convertDay: null,
        convertMs: null,
        churnDay: null,
    }
    let noise = 0
    let current: {evaluation: Evaluation; length: number; decides: boolean} | null = null
    let restUntil = -Infinity
    for (let day = firstDay; day < lastDay; day++) {
        if (latent.convertDay !== null) {
            if (
                latent.churnDay === null &&
                day > latent.convertDay + 30 &&
                !profile.script &&
                random.chance(LATENT.churnPerDay)
            ) {
                latent.churnDay = day
            }
            continue
        }
        const working = isWorkingDay(size, day)
        if (!current && day >= restUntil && starts(profile, day, working, random)) {
            const length = Math.round(
                LATENT.evaluationMinDays +
                    random.gamma(LATENT.evaluationGamma.shape, LATENT.evaluationGamma.scale),
            )
            const evaluation: Evaluation = {from: day, decisionFrom: null, to: null, outcome: "open"}
            latent.evaluations.push(evaluation)
            current = {
                evaluation,
                length: scriptedLength(profile, length),
                decides: profile.script ? true : random.chance(LATENT.decisionShare),
            }
        }
        noise =
            LATENT.intent.memory * noise +
            Math.sqrt(1 - LATENT.intent.memory ** 2) * LATENT.intent.noise * random.normal()
        latent.intent[day - firstDay] = clamp(level(profile, current, day) + noise)
        if (!current) continue
        const {evaluation, length, decides} = current
        if (evaluation.decisionFrom === null && day >= evaluation.from + length) {
            if (decides) evaluation.decisionFrom = day
            else evaluation.outcome = "dropped"
        } else if (profile.script) {
            if (day === profile.script.convertDay) evaluation.outcome = "converted"
            else if (day === profile.script.dropDay) evaluation.outcome = "dropped"
        } else if (evaluation.decisionFrom !== null) {
            if (random.chance(LATENT.buyPerDay * (working ? 1 : 0.1))) evaluation.outcome = "converted"
            else if (random.chance(LATENT.walkAwayPerDay)) evaluation.outcome = "dropped"
        }
        if (evaluation.outcome === "open") continue
        evaluation.to = day
        if (evaluation.outcome === "converted") {
            latent.convertDay = day
            latent.convertMs = workingInstant(profile, size, day, random)
        }
        restUntil = day + LATENT.coolOffDays
        current = null
    }
    return latent
}

function starts(profile: AccountProfile, day: number, working: boolean, random: Random): boolean {
    if (profile.script) return day === profile.script.evaluationFrom
    if (!working) return false
    const newcomer = day - profile.signUpDay < 45 ? LATENT.newcomerFactor : 1
    return random.chance(LATENT.evaluationPerDay * profile.propensity * newcomer)
}

function scriptedLength(profile: AccountProfile, length: number): number {
    return profile.script ? Math.min(length, 25) : length
}

/** Intent before noise. The vendor's own staff look at everything all the time without ever buying. */
function level(
    profile: AccountProfile,
    current: {evaluation: Evaluation; length: number} | null,
    day: number,
): number {
    const {idle, evaluationFrom, evaluationTo, decision} = LATENT.intent
    if (profile.kind === "internal") return 0.6
    if (!current) return idle
    if (current.evaluation.decisionFrom !== null) return decision
    return (
        evaluationFrom + ((evaluationTo - evaluationFrom) * (day - current.evaluation.from)) / current.length
    )
}

/** An instant (ms) in the account's working hours of that day, never on a whole second. */
export function workingInstant(
    profile: AccountProfile,
    size: StorySize,
    day: number,
    random: Random,
): number {
    const opens = COUNTRIES[profile.country].opens * 3_600_000
    const offset = Math.min(opens + random.next() * 9 * 3_600_000, DAY_MS - 1_800_000)
    return dayStart(size, day) + Math.floor(offset / 1000) * 1000 + random.int(1, 999)
}

/** True from Monday to Friday. */
export function isWorkingDay(size: StorySize, day: number): boolean {
    const number = weekday(size, day)
    return number !== 0 && number !== 6
}

function clamp(value: number): number {
    return Math.min(1, Math.max(0, value))
}
