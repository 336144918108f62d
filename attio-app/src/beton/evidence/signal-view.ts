import type {BacktestCompletedContent} from "@beton/shared/events/backtest-content"
import {explainSignal} from "@beton/shared/explain/signal"
import {compositeScore} from "@beton/shared/score"
import {signalById} from "@beton/shared/signals/index"
import {formatNumber} from "@beton/shared/signals/signal"

import {plural, titleFromId} from "../words"
import type {Fired} from "./readers"
import type {SignalView} from "./view"

/** Sentences of a track record: the verdict with its figure, and the counts. */
const MOST_SENTENCES = 2

/** A signal's name; for one that this version does not know, made from its id. */
export function titleOf(id: string): string {
    return signalById(id)?.title ?? titleFromId(id)
}

/** One signal of a firing with what is known of its kind. */
export function signalView(id: string, fired: Fired, backtest: BacktestCompletedContent | null): SignalView {
    const judged = backtest?.signals.find((one) => one.id === id)
    return {
        id,
        title: judged?.title ?? titleOf(id),
        observed: observedText(fired.evidence[id] ?? null),
        facts: factTexts(fired.evidence[id]?.facts ?? {}),
        isNew: fired.new_signal_types.includes(id),
        trackRecord: trackRecord(id, backtest),
    }
}

type Evidence = NonNullable<Fired["evidence"][string]>

function observedText(evidence: Evidence | null): string {
    if (evidence === null) return "No details were signed for it."
    const {observed, threshold, unit, window_days: days} = evidence
    const period = days > 0 ? ` in ${plural(days, "day")}` : ""
    if (/^share\b/.test(unit))
        return `${formatNumber(observed * 100)} % (${unit})${period}; it counts from ${formatNumber(threshold * 100)} % on`
    if (/\bleft$/.test(unit)) return `${formatNumber(observed)} ${unit}; it counts below ${formatNumber(threshold)}`
    const counted = observed === 1 ? unit.replace(/s$/, "") : unit
    return `${`${formatNumber(observed)} ${counted}`.trim()}${period}; it counts from ${formatNumber(threshold)} on`
} // prettier-ignore

function factTexts(facts: Evidence["facts"]): string[] {
    return Object.entries(facts).map(([name, value]) => {
        const text = Array.isArray(value) ? value.join(", ") : typeof value === "number" ? formatNumber(value) : value
        return `${titleFromId(name)}: ${text}`
    })
} // prettier-ignore

function trackRecord(id: string, backtest: BacktestCompletedContent | null): string[] {
    if (backtest === null) return ["We cannot judge this yet: no backtest has been run."]
    const signal = backtest.signals.find((one) => one.id === id) ?? backtest.unjudged.find((one) => one.id === id)
    if (signal === undefined) return ["We cannot judge this yet: the last backtest did not look at it."]
    const {headline, sentences} = explainSignal(signal, backtest)
    // What became of accounts comes first where it is known: counts before rates.
    return [sentences[0], headline].flatMap((one) => (one === undefined ? [] : [one.text])).slice(0, MOST_SENTENCES)
} // prettier-ignore

/** How a score came about; where base scores are not known, or a cap took points, without the single ones. */
export function breakdownOf({score, signal_types: types}: Fired, backtest: BacktestCompletedContent | null): string {
    const kinds = plural(types.length, "kind of signal", "kinds of signals")
    const bases = types.map((type) => {
        const base = backtest?.definitions.find(({id}) => id === type)?.settings.base
        return {type, base: typeof base === "number" && base >= 0 && base <= 40 ? base : NaN}
    })
    if (bases.some(({base}) => Number.isNaN(base))) return `${score} of 100 from ${kinds}.`
    const {score: computed, diversity} = compositeScore(bases)
    if (computed !== score) return `${score} of 100 from ${kinds}; a limit of your settings took or left some points.`
    const sum = bases.map(({type, base}) => `${titleOf(type)} ${base}`).join(" + ")
    return `${sum}${bases.reduce((all, {base}) => all + base, 0) > 80 ? " (at most 80)" : ""}, and ${diversity} for ${kinds}: ${score}.`
} // prettier-ignore
