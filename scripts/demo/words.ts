import {formatNumber} from "@beton/shared/counts"
import {dateText} from "@beton/shared/explain/numbers"
import {explainSignal} from "@beton/shared/explain/signal"
import {VERDICT_WORDS} from "@beton/shared/explain/told"

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
        ...proofLines(report),
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

/** The proof on the company's own history, for a terminal; nothing before the first backtest. */
function proofLines(report: DemoReport): string[] {
    const proof = proofOf(report)
    if (proof === null) return []
    return [
        "Proof on the history",
        `  ${proof.opening}`,
        ...proof.signals.map(({sentence}) => `  ${sentence}`),
        "",
    ]
}

/** What a backtest says, in the order of the points; routing as a whole comes first. */
export function proofOf({proof}: DemoReport): {
    readonly opening: string
    readonly signals: readonly {
        readonly title: string
        readonly verdict: string
        readonly sentence: string
        readonly record: string
    }[]
} | null {
    if (proof === null || proof.period.from === null || proof.period.to === null) return null
    const checks = plural(proof.period.landmarks, "weekly check")
    return {
        opening: `${checks} from ${dateText(proof.period.from)} to ${dateText(proof.period.to)}, each with what was known then: ${plural(proof.converted_accounts, "account")} of ${formatNumber(proof.accounts)} became customers afterwards.`,
        signals: [proof.overall, ...proof.signals].map((signal) => {
            const {headline, sentences, verdict} = explainSignal(signal, proof)
            return {
                title: signal.title,
                verdict: VERDICT_WORDS[verdict],
                sentence: headline.text,
                record: sentences[0]?.text ?? "",
            }
        }),
    }
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
