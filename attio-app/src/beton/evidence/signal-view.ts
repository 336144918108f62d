import {formatNumber} from "@beton/shared/counts"
import type {BacktestCompletedContent} from "@beton/shared/events/backtest-content"
import {dateText} from "@beton/shared/explain/numbers"
import {tellSignal} from "@beton/shared/explain/told"
import type {PairedSignal} from "@beton/shared/pairing"
import {compositeScore} from "@beton/shared/score"

import {plural, titleFromId, titleOf} from "../words"
import type {Fired} from "./readers"
import type {SignalView} from "./view"

/** Sentences of a track record: the verdict with its figure, and the counts. */
const MOST_SENTENCES = 2

/** One signal of a firing with what is known of its kind. */
export function signalView(id: string, fired: Fired, backtest: BacktestCompletedContent | null, known: readonly PairedSignal[]): SignalView {
    const judged = backtest?.signals.find((one) => one.id === id)
    return {
        id,
        title: judged?.title ?? titleOf(id, known),
        observed: observedText(fired.evidence[id] ?? null),
        facts: factTexts(fired.evidence[id]?.facts ?? {}),
        isNew: fired.new_signal_types.includes(id),
        trackRecord: trackRecord(id, backtest),
    }
} // prettier-ignore

type Evidence = NonNullable<Fired["evidence"][string]>

function observedText(evidence: Evidence | null): string {
    if (evidence === null) return "No details came with it."
    const {observed, threshold, unit, window_days: days} = evidence
    const period = days > 0 ? ` in ${plural(days, "day")}` : ""
    if (/^share\b/.test(unit))
        return `${formatNumber(observed * 100)} % ${unit.replace(/^share of /, "of the ")}${period}; it counts from ${formatNumber(threshold * 100)} % on`
    // A comparison of two weeks: the window is in the unit.
    if (unit.startsWith("times ")) return `${formatNumber(observed)} ${unit}; it counts from ${formatNumber(threshold)} on`
    if (/\bleft$/.test(unit)) return `${formatNumber(observed)} ${unit}; it counts below ${formatNumber(threshold)}`
    const counted = observed === 1 ? unit.replace(/s$/, "") : unit
    return `${`${formatNumber(observed)} ${counted}`.trim()}${period}; it counts from ${formatNumber(threshold)} on`
} // prettier-ignore

function factTexts(facts: Evidence["facts"]): string[] {
    return Object.entries(facts).flatMap(([name, value]) => {
        const text = Array.isArray(value) ? value.join(", ") : typeof value === "number" ? formatNumber(value) : told(value)
        return text === "" ? [] : [`${titleFromId(name)}: ${text}`]
    })
} // prettier-ignore

/** A date as people write it; any other text as it is. */
function told(value: string): string {
    return /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) && !Number.isNaN(Date.parse(value)) ? dateText(value) : value
} // prettier-ignore

function trackRecord(id: string, backtest: BacktestCompletedContent | null): string[] {
    if (backtest === null) return ["We cannot judge this yet: Beton has not looked back at your past customers."]
    const signal = backtest.signals.find((one) => one.id === id) ?? backtest.unjudged.find((one) => one.id === id)
    if (signal === undefined) return ["We cannot judge this yet: the last look back at your past customers did not include it."]
    const {headline, sentences} = tellSignal(signal, backtest)
    // What became of accounts comes first where it is known: counts before rates.
    return [sentences[0], headline].flatMap((one) => (one === undefined ? [] : [one.text])).slice(0, MOST_SENTENCES)
} // prettier-ignore

/** How a score came about; where base scores are not known, or a cap took points, without the single ones. */
export function breakdownOf({score, signal_types: types}: Fired, backtest: BacktestCompletedContent | null, known: readonly PairedSignal[]): string {
    const kinds = plural(types.length, "kind of signal", "kinds of signals")
    const bases = types.map((type) => {
        const base = backtest?.definitions.find(({id}) => id === type)?.settings.base
        return {type, base: typeof base === "number" && base >= 0 && base <= 40 ? base : NaN}
    })
    if (bases.some(({base}) => Number.isNaN(base))) return `${score} of 100 from ${kinds}.`
    const {score: computed, diversity} = compositeScore(bases)
    if (computed !== score) return `${score} of 100 from ${kinds}; a limit in your settings changed the sum.`
    const sum = bases.map(({type, base}) => `${titleOf(type, known)} ${base}`).join(" + ")
    return `${sum}${bases.reduce((all, {base}) => all + base, 0) > 80 ? " (at most 80)" : ""}, and ${diversity} for ${kinds}: ${score}.`
} // prettier-ignore
