import type {RunReport} from "../src/steps/dry-report"
import {isAfterRun, type RunState} from "../src/steps/run-state"

const NAMED_ACCOUNTS = 10

/** What a run came to, for people; '' when nothing ran. */
export function runText(run: RunState | null): string {
    if (run === null || !(run.phase === "done" || isAfterRun(run.phase)) || run.dry) return ""
    const {route} = run
    const signals = Object.entries(run.signals)
        .filter(([, {state}]) => state !== "off")
        .map(([type, {state, active, reason}]) =>
            state === "ok"
                ? `  ${type}: ${counted(active, "account")} active, ${grouped(run.fired[type] ?? 0)} new`
                : `  ${type}: ${state === "failed" ? "failed" : "waiting for data"}. ${reason}`,
        )
    const crm =
        route.state === "on"
            ? `${counted(route.created, "deal")} created, ${grouped(route.updated)} refreshed, ${grouped(route.annotated)} of another source annotated, ${grouped(route.unchanged)} up to date.${refreshedText(run)}`
            : `Nothing went to the CRM: ${route.reason}`
    return [
        `Run of ${run.as_of}: ${counted(run.accountsEmitted, "account")} written, ${counted(run.calls.posthog_query, "query", "queries")}.`,
        ...signals,
        crm,
        ...skips(route.skipped),
        ...run.problems.map((problem) => `Note: ${problem}`),
    ].join("\n")
}

const NAMED_ATTRIBUTES = 5

function missingText(missing: readonly string[]): string[] {
    if (missing.length === 0) return []
    const more = missing.length - NAMED_ATTRIBUTES
    const rest = more > 0 ? ` and ${more} more` : ""
    return [`First it would create: ${missing.slice(0, NAMED_ATTRIBUTES).join(", ")}${rest}.`]
}

/** What happened to records of accounts that were not routed. */
function refreshedText({route, crm}: RunState): string {
    const reopened = route.reopened > 0 ? ` ${counted(route.reopened, "lost deal")} opened again.` : ""
    const fell = crm.refreshed > 0 ? ` ${counted(crm.refreshed, "record")} of accounts that fell below the threshold updated.` : ""
    const untouched = crm.untouched > 0 ? ` ${counted(crm.untouched, "deal")} fell quiet and nobody has touched ${crm.untouched === 1 ? "it" : "them"}.` : ""
    return `${reopened}${fell}${untouched}`
} // prettier-ignore

/** What a dry run would write, or a backfill wrote. */
export function dryRunText(report: RunReport): string {
    return report.kind === "backfill" ? backfillText(report) : nowText(report)
}

function backfillText({dry, events, found, from, to, queries, problems}: RunReport): string {
    const capped =
        found > events
            ? ` The oldest ${grouped(found - events)} of ${grouped(found)} are left out (backfill.max_events).`
            : ""
    const range = events === 0 ? "" : ` from ${from.slice(0, 10)} to ${to.slice(0, 10)}`
    const done = dry
        ? `${counted(events, "firing")}${range} would be written as events, marked as replayed, so that dashboards are full from the first day.${capped}`
        : `${counted(events, "firing")}${range} were written as events, marked as replayed.${capped}`
    return [
        done,
        `Finding them took ${counted(queries, "query", "queries")}. Each firing counts as one event of your PostHog plan, and none is ever sent to the CRM.`,
        ...problems.map((problem) => `Note: ${problem}`),
    ].join("\n")
}

function nowText(report: RunReport): string {
    const {routing} = report
    const events = `${counted(report.accounts_active, "account")} ${report.accounts_active === 1 ? "is" : "are"} active now, and ${counted(report.events, "event")} would be written.`
    const notes = report.problems.map((problem) => `Note: ${problem}`)
    if (routing.state === "off")
        return [events, `Nothing would go to the CRM: ${routing.reason}`, ...notes].join("\n")
    const named = routing.accounts
        .slice(0, NAMED_ACCOUNTS)
        .map(({account, score, sentence}) => `  ${account} (${score}) ${sentence}`)
    const more = routing.candidates - named.length
    return [
        events,
        `Beton would create ${counted(routing.create, "deal")}, refresh ${grouped(routing.update)} and annotate ${grouped(routing.annotate)} of another source.`,
        ...skips(routing.skipped),
        ...routing.fit.map(
            ({condition, accounts}) =>
                `  Fit gate: ${counted(accounts, "account")} removed by "${condition}"`,
        ),
        `Today ${routing.thresholds.map(({threshold, accounts}) => `${grouped(accounts)} reach ${threshold}`).join(", ")}.`,
        ...routing.advice,
        ...missingText(routing.missing),
        ...named,
        ...(more > 0 ? [`  and ${grouped(more)} more`] : []),
        ...notes,
    ].join("\n")
}

function skips(skipped: Readonly<Record<string, number>>): string[] {
    return Object.entries(skipped).map(([reason, n]) => `  ${grouped(n)} skipped: ${reason}`)
}

const grouped = (n: number): string => n.toLocaleString("en")

function counted(n: number, one: string, many = `${one}s`): string {
    return `${grouped(n)} ${n === 1 ? one : many}`
}
