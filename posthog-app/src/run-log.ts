import type {Host} from "./host"
import type {RunState} from "./steps/run-state"

/** What a unit achieved, for the log. */
export function progressOf(before: RunState, after: RunState): string[] {
    const lines = Object.entries(after.signals).flatMap(([id, progress]) => {
        if (before.signals[id]?.state !== "pending" || progress.state === "pending") return []
        return progress.state === "ok"
            ? [`${id}: active for ${progress.active} ${progress.active === 1 ? "account" : "accounts"}.`]
            : [`${id}: failed. ${progress.reason}`]
    })
    if (before.phase === "order" && after.phase === "emit")
        lines.push(`${after.accountsEmitted} accounts to write, ${after.route.candidates} for the CRM.`)
    return lines
}

/** The last line of a run. */
export function reportEnd(host: Host, state: RunState): void {
    if (state.phase === "stopped") {
        host.log("error", `Run of ${state.as_of} stopped. ${state.stopped ?? ""}`)
        return
    }
    const {accountsEmitted: events, route, calls} = state
    // The storage was lost, or another host was quicker.
    if (state.kind === "daily" && Object.keys(state.signals).length === 0) {
        host.log("info", `Run of ${state.as_of}: PostHog knows it as done.`)
        return
    }
    const queries = `${calls.posthog_query} queries`
    if (state.dry)
        host.log(
            "info",
            state.kind === "backfill"
                ? `Dry run done: ${events} firings would be written, ${queries}. Nothing was written.`
                : `Dry run done: ${events} events would be written, ${route.created} deals created, ${queries}. Nothing was written.`,
        )
    else if (state.kind === "backfill")
        host.log("info", `Backfill done: ${events} firings written, marked as replayed, ${queries}.`)
    else
        host.log(
            "info",
            `Run of ${state.as_of} done: ${events} accounts written, ${route.created} deals created, ${queries}.${distrust(state)}`,
        )
}

/** Events that looked like ours and were not believed (A11). */
function distrust({distrusted}: RunState): string {
    const count = Object.values(distrusted).reduce((sum, n) => sum + n, 0)
    if (count === 0) return ""
    const reasons = Object.entries(distrusted).map(([reason, n]) => `${n} ${reason.replace(/_/g, " ")}`)
    return ` ${count} ${count === 1 ? "event was" : "events were"} not believed and ignored (${reasons.join(", ")}).`
}
