import {v5 as uuidV5} from "uuid"

/** Namespace of all ids that Beton derives (a random UUID, fixed for ever). */
const NAMESPACE = "5f2c1f0e-7d0b-4a62-9a53-0d8f3c6f1b7a"

/** Joined with a separator that no part contains, so that ("a","bc") and ("ab","c") differ. */
function derive(...parts: readonly string[]): string {
    return uuidV5(parts.map((part) => encodeURIComponent(part)).join("/"), NAMESPACE)
}

/** Id of the run of a project at an instant: `v5(project, as_of)` (DESIGN §3 Identity). */
export function runId(project: string, asOf: string): string {
    return derive("run", project, asOf)
}

/** Id, and PostHog uuid, of an account's event of a run: `v5(project, account, as_of)`. */
export function betonId(project: string, account: string, asOf: string): string {
    return derive("account", project, account, asOf)
}

/** uuid of the summary event of a run. */
export function runEventId(project: string, asOf: string): string {
    return derive("run-completed", project, asOf)
}

/** uuid of the event of one outcome's backtest: `v5(project, outcome, as_of)`. */
export function backtestEventId(project: string, outcome: string, asOf: string): string {
    return derive("backtest-completed", project, outcome, asOf)
}

/** Unique key of an account's n-th Beton deal in the CRM: `project:account:n`. */
export function dealKey(project: string, account: string, n: number): string {
    return `${project}:${account}:${n}`
}

/** uuid of the event of one write to the CRM: `v5(project, run, object, record, action)`. */
export function crmWriteId(
    project: string,
    run: string,
    object: string,
    record: string,
    action: string,
): string {
    return derive("crm-written", project, run, object, record, action)
}

/** Id of a message about an account of a run, or about the run (account ''): receivers drop repeats by it. */
export function messageId(project: string, run: string, kind: string, account: string): string {
    return derive("message", project, run, kind, account)
}

/** uuid of the event of one entry of a deal's stage history: `v5(project, deal, start of the entry, status id)`. */
export function dealEntryId(project: string, deal: string, activeFrom: string, statusId: string): string {
    return derive("deal-updated", project, deal, activeFrom, statusId)
}

/** uuid of the last event of a deal that is gone: `v5(project, deal, "deleted")`. */
export function dealGoneId(project: string, deal: string): string {
    return derive("deal-updated", project, deal, "deleted")
}
