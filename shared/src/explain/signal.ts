import type {SubjectResult, Unjudged} from "../backtest/result"
import {advice} from "./advice"
import {evidenceSentences} from "./evidence"
import type {Sentence} from "./sentence"
import {type Context, tellSignal, type Told} from "./told"

/** A signal's result in plain words (E7). */
export interface Explanation extends Omit<Told, "judged"> {
    /** What to do next; never empty. */
    readonly advice: readonly Sentence[]
}

/** A signal's result, or why there is none, in plain words. Routing as a whole is explained in the same way. */
export function explainSignal(signal: SubjectResult | Unjudged, context: Context): Explanation {
    const {judged, ...told} = tellSignal(signal, context)
    const sentences = judged === null ? told.sentences : [...told.sentences, ...evidenceSentences(judged)]
    return {...told, sentences, advice: advice(signal, judged)}
}
