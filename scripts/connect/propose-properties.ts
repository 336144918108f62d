import {plainName} from "./plain-name"
import {counted, grouped} from "./proposal"
import {defaultsOf, missing, named, type SignalFacts, type SignalProposal} from "./signal-proposal"

const TRIAL_END = /trial.*(end|expir|until|finish|over)|(end|expir)\w*_?(of_?)?trial/
const USAGE = /^(current|used)_|_?(used|usage|consumed|count|current)$/
const LIMIT = /^(max|included|allowed)_|_?(limit|quota|allowance|max|included|cap)$/
const RATIO = /(usage|quota|limit)_?(ratio|share|fraction)$/

/** Account properties whose names could concern a signal: a limit with what it limits, a share of it, the end of a trial. */
export function propertiesWorthCounting(names: readonly string[]): string[] {
    const limits = names.filter((name) => LIMIT.test(plainName(name))).map((name) => stemOf(name, LIMIT))
    return names.filter((name) => {
        const plain = plainName(name)
        const speaks = [USAGE, LIMIT, RATIO, TRIAL_END].some((pattern) => pattern.test(plain))
        return speaks || limits.includes(stemOf(name))
    })
}

/** Usage and limit that share a stem ("seats_used", "seats_limit"), the pair that is reported most. */
export function proposeLimit({properties}: SignalFacts): SignalProposal {
    const reported = properties.filter((property) => property.reported > 0 && property.type !== "String")
    const standard = defaultsOf("limit_approaching") as {usage_property: string; limit_property: string}
    const ratio = mostReported(reported.filter(({name}) => RATIO.test(plainName(name))))
    const pairs = reported
        .filter(({name}) => LIMIT.test(plainName(name)))
        .flatMap((top) =>
            reported
                .filter((use) => use !== top && uses(use.name, stemOf(top.name, LIMIT)))
                .map((use) => ({use, top, reported: Math.min(use.reported, top.reported)})),
        )
        .sort((a, b) => b.reported - a.reported || (a.use.name < b.use.name ? -1 : 1))
    const [best] = pairs
    if (best !== undefined) {
        const same = best.use.name === standard.usage_property && best.top.name === standard.limit_property
        return {
            ...named("limit_approaching"),
            settings: same ? {} : {usage_property: best.use.name, limit_property: best.top.name},
            found: true,
            reason: `${best.use.name} of ${best.top.name} (reported ${grouped(best.use.reported)} and ${grouped(best.top.reported)} times).`,
        }
    }
    if (ratio !== null)
        return {
            ...named("limit_approaching"),
            settings: {ratio_property: ratio.name},
            found: true,
            reason: `${ratio.name} (reported ${counted(ratio.reported, "time")}), taken as used / limit.`,
        }
    return missing(
        "limit_approaching",
        "accounts report no pair of properties such as seats_used and seats_limit.",
    )
}

/** The property with the end of the trial. */
export function proposeTrial({properties}: SignalFacts): SignalProposal {
    const standard = defaultsOf("trial_expiring").end_property
    const ends = properties.filter(
        ({name, type, reported}) => reported > 0 && TRIAL_END.test(plainName(name)) && type !== "Boolean",
    )
    const best = ends.find(({name}) => name === standard) ?? mostReported(ends)
    if (best === null)
        return missing("trial_expiring", "accounts report no property with the end of a trial.")
    return {
        ...named("trial_expiring"),
        settings: best.name === standard ? {} : {end_property: best.name},
        found: true,
        reason: `${best.name} (reported ${counted(best.reported, "time")}).`,
    }
}

function mostReported<T extends {readonly reported: number}>(properties: readonly T[]): T | null {
    return [...properties].sort((a, b) => b.reported - a.reported)[0] ?? null
}

/** "seats_used" and "seats" are what "seat_limit" limits. */
function uses(name: string, limited: string): boolean {
    return stemOf(name) === limited || (USAGE.test(plainName(name)) && stemOf(name, USAGE) === limited)
}

/** What a name speaks of: "seat" for "seats", "seats_used" and "max_seats". */
function stemOf(name: string, without: RegExp | null = null): string {
    const plain = plainName(name)
    return (without === null ? plain : plain.replace(without, "")).replace(/s$/, "").replace(/_$/, "")
}
