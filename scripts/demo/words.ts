import {formatNumber} from "@beton/shared/signals/signal"

import type {DemoReport} from "./report"

const plural = (n: number, one: string, many = `${one}s`): string =>
    `${formatNumber(n)} ${n === 1 ? one : many}`

/** The report as lines for a terminal. */
export function reportText(report: DemoReport): string {
    const {summary} = report
    const width = Math.max(...summary.signals.map((signal) => signal.type.length))
    const fired = new Map(report.firedByType.map((row) => [row.type, row.firings]))
    const lines = [
        `As of ${report.asOf}`,
        `Loaded: ${plural(report.events, "event")}, ${plural(report.accounts, "account")}.`,
        "",
        "Signals",
        ...summary.signals.map((signal) => {
            const name = signal.type.padEnd(width)
            if (signal.state !== "ok") return `  ${name}  ${stateWords(signal.state)}: ${signal.reason}`
            return `  ${name}  fired for ${plural(fired.get(signal.type) ?? 0, "account")}, active for ${formatNumber(signal.active)}`
        }),
        "",
        "Top accounts",
        ...report.top.flatMap((account) => [
            `  ${String(account.score).padStart(3)}  ${account.name}`,
            `       ${account.whyNow}`,
        ]),
        "",
        routingWords(report),
        ...summary.problems.map((problem) => `Note: ${problem}`),
        `Queries used: ${summary.queries}.`,
        writesWords(report),
        `Seconds: ${Object.entries(report.seconds)
            .map(([part, seconds]) => `${part} ${seconds.toFixed(1)}`)
            .join(", ")}.`,
    ]
    return lines.join("\n")
}

/** What became of the accounts above the threshold, in one sentence. */
export function routingWords(report: DemoReport): string {
    const {routing} = report.summary
    if (routing.state !== "on")
        return `CRM: ${plural(routing.would_route, "account")} would be sent to the CRM. ${routing.reason}`
    const skipped = Object.entries(routing.skipped).map(([reason, n]) => `${n} skipped (${reason})`)
    const parts = [`${plural(routing.created, "deal")} created`, `${routing.updated} updated`, ...skipped]
    return `CRM: ${parts.join(", ")}; ${plural(report.deals.open, "Beton deal")} in the CRM now.`
}

/** What this run changed, by the stand-ins' own request logs. */
export function writesWords(report: DemoReport): string {
    const {posthog, attio} = report.writes
    if (posthog + attio === 0) return "The day had been done before: nothing was written in this run."
    return `Writes in this run: ${posthog} to PostHog, ${attio} to Attio.`
}

/** State of a signal in words. */
export function stateWords(state: string): string {
    return {waiting_for_data: "waiting for data", failed: "failed", off: "off"}[state] ?? state
}
