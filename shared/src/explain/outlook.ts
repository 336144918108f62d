import {monthsOf} from "../backtest/comparison-months"
import type {Comparison} from "../backtest/result"
import {GATES} from "../backtest/verdict"
import type {Telling} from "./comparison"
import {counted, say, type Sentence} from "./sentence"

/** Where each needed number stands in a `Comparison`. */
const PLACES = {
    exposed: "with.accounts",
    unexposed: "without.accounts",
    accounts: "accounts",
    converted: "converted_accounts",
    convertedWith: "converted_accounts_with",
} as const satisfies Record<keyof typeof GATES, string>

/** One number that a verdict needs and that is too small. */
export interface Gap {
    readonly gate: keyof typeof GATES
    readonly have: number
    readonly need: number
    /** Months until there are enough at the pace of the comparison's weeks; null where there are none so far. */
    readonly months: number | null
}

/** What is missing for a verdict, and how long it takes (H8). */
export interface Outlook {
    readonly gaps: readonly Gap[]
    /** Further accounts with the signal; null = cannot be said, or it is not they that are missing. */
    readonly more_accounts: number | null
    /** Until every gap is closed; null = cannot be said. */
    readonly months: number | null
}

/**
 * What a comparison lacks for a verdict (METHODS §2.5). Pace = distinct accounts so far over the length of the period in
 * months of 30 days, each landmark standing for a week; conversions keep their share of accounts with the signal.
 */
export function outlookOf(comparison: Comparison): Outlook {
    const length = monthsOf(comparison)
    const have: Record<keyof typeof GATES, number> = {
        exposed: comparison.with.accounts,
        unexposed: comparison.without.accounts,
        accounts: comparison.accounts,
        converted: comparison.converted_accounts,
        convertedWith: comparison.converted_accounts_with,
    }
    const gaps = (Object.keys(GATES) as (keyof typeof GATES)[]).flatMap((gate): Gap[] => {
        const missing = GATES[gate] - have[gate]
        if (missing <= 0) return []
        const known = length !== null && have[gate] > 0
        return [{gate, have: have[gate], need: GATES[gate], months: known ? (missing * length) / have[gate] : null}] // prettier-ignore
    })
    const waits = gaps.map(({months}) => months)
    return {
        gaps,
        more_accounts: moreAccounts(gaps, have.exposed),
        months: gaps.length === 0 || waits.includes(null) ? null : Math.max(...waits.map(Number)),
    }
}

/** Accounts with the signal until its own two gates are met. */
function moreAccounts(gaps: readonly Gap[], exposed: number): number | null {
    const needed = gaps.flatMap(({gate, have, need}) => {
        if (gate === "exposed") return [need - have]
        if (gate !== "convertedWith") return []
        return [have === 0 ? null : Math.ceil(((need - have) * exposed) / have)]
    })
    return needed.length === 0 || needed.includes(null) ? null : Math.max(...needed.map(Number))
}

/**
 * One sentence for each gap: "26 accounts showed it; 30 are needed."
 *
 * @param path place of the comparison; needs are read at "gates"
 */
export function gapSentences(telling: Telling, path: string, {gaps}: Outlook): Sentence[] {
    const {figures} = telling
    return gaps.map(({gate, have}) => {
        const need = figures.stated(`gates.${gate}`, "count")
        const accounts =
            have === 0 ? say`No account` : counted(figures.stated(`${path}.${PLACES[gate]}`, "count"), "account")
        return say`${accounts}${gapVerb(telling, gate, have)}; ${need} are needed.`
    }) // prettier-ignore
}

function gapVerb({subject, outcome}: Telling, gate: keyof typeof GATES, have: number): Sentence {
    const became = have <= 1 ? outcome.becameOne : outcome.became
    switch (gate) {
        case "exposed":
            return say` ${subject.showed}`
        case "unexposed":
            return say` ${subject.withoutIt} ${have <= 1 ? "was" : "were"} seen`
        case "accounts":
            return say` could be compared`
        case "converted":
            return say` ${became}`
        case "convertedWith":
            return say` ${subject.withIt} ${became}`
    }
}

/** How much longer, "About 4 more accounts with it are needed: about 2 months at the present pace."; null = cannot be said. */
export function waitSentence({figures, subject}: Telling, path: string, outlook: Outlook): Sentence | null {
    const wait = outlook.months === null ? null : figures.stated(`${path}.months`, "wait")
    if (outlook.more_accounts === null)
        return wait === null ? null : say`At the present pace that takes about ${wait}.`
    const more = figures.stated(`${path}.more_accounts`, "count")
    const are = more.value === 1 ? "account" : "accounts"
    const needed = say`About ${more} more ${are} ${subject.withIt} ${more.value === 1 ? "is" : "are"} needed`
    return wait === null ? say`${needed}.` : say`${needed}: about ${wait} at the present pace.`
}
