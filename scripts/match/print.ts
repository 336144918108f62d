import type {AccountShare, MatchReport} from "@beton/shared/crm/match-report"
import {countText, percentText} from "@beton/shared/explain/numbers"

/** Unresolved accounts that are named to people; JSON names all. */
const NAMED = 20

/** What the report is about. */
export interface Scope {
    /** ISO instant of the last run. */
    readonly run: string
    /** ISO instant from which on its firings were read. */
    readonly from: string
    /** Accounts that Beton scored in this time. */
    readonly scored: number
    /** Not all firings could be read. */
    readonly cut: boolean
    /** Firings without a signature of ours. */
    readonly distrusted: number
}

/** The report for people: counts before shares. */
export function matchText({accounts, matched, routes, gaps, unresolved}: MatchReport, scope: Scope): string {
    const asOf = `the run of ${scope.run.slice(0, 16).replace("T", " ")} UTC`
    if (accounts === 0) return [`No account had a signal up to ${asOf} (since ${scope.from.slice(0, 10)}).`, ...notes(scope)].join("\n")
    const rest = unresolved.length - NAMED
    return [
        accounts < scope.scored
            ? `${countText(accounts)} of ${countText(scope.scored)} accounts known to ${asOf}, the highest scores first (--limit takes more).`
            : `${countText(accounts)} ${accounts === 1 ? "account" : "accounts"} known to ${asOf}.`,
        ...notes(scope),
        "",
        `In the CRM: ${shareText(matched)}`,
        ...routes.map((route) => `  by ${route.meaning}: ${shareText(route)}`),
        ...(gaps.length === 0 ? ["", "Every account is found."] : ["", `Not found: ${countText(unresolved.length)}`]),
        ...gaps.flatMap((gap) => [`  ${gap.meaning}: ${shareText(gap)}`, `    ${gap.next_step}`]),
        ...(gaps.length === 0 ? [] : ["", "Accounts that are not found"]),
        ...unresolved.slice(0, NAMED).map(({account, why}) => `  ${account}: ${gaps.find((gap) => gap.why === why)?.meaning ?? why}`),
        ...(rest > 0 ? [`  and ${countText(rest)} more (--json names all)`] : []),
    ].join("\n")
} // prettier-ignore

function notes({cut, distrusted}: Scope): string[] {
    return [
        ...(cut ? ["There were more signals than are read at most, so some accounts are missing here."] : []),
        ...(distrusted > 0
            ? [
                  `${countText(distrusted)} ${distrusted === 1 ? "event" : "events"} without a signature of yours ${distrusted === 1 ? "was" : "were"} left out.`,
              ]
            : []),
    ]
}

function shareText({accounts, share}: AccountShare): string {
    return share === null ? countText(accounts) : `${countText(accounts)} (${percentText(share)})`
}
