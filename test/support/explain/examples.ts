import type {SubjectResult} from "@beton/shared/backtest/result"
import {explainAccount} from "@beton/shared/explain/account"
import {explainAccountChange, explainVerdictChange} from "@beton/shared/explain/change"
import {explainSignal} from "@beton/shared/explain/signal"

import {type Examples, resultOf, texts} from "./example-parts"
import {capacities, money, shadows} from "./routing-examples"
import {SIGNAL_EXAMPLES} from "./signal-examples"
import {CONTEXT, QUALIFIED} from "./subject"

/** All sentences of the golden file. */
export function examples(): Examples {
    return {...signals(), ...accounts(), ...changes(), ...capacities(), ...money(), ...shadows()}
}

function signals(): Examples {
    const tell = (signal: (typeof SIGNAL_EXAMPLES)[string], context = CONTEXT): string[] => {
        const {headline, sentences, advice} = explainSignal(signal, context)
        return texts([headline, ...sentences, ...advice])
    }
    return {
        ...Object.fromEntries(
            Object.entries(SIGNAL_EXAMPLES).map(([name, signal]) => [`signal: ${name}`, tell(signal)]),
        ),
        "signal: confirmed for the lower rung": tell(resultOf("confirmed on later weeks"), QUALIFIED),
    }
}

function accounts(): Examples {
    const active = [
        {
            type: "pricing_intent",
            title: "Pricing interest",
            base: 30,
            sentence: "4 visits to pricing pages in 7 days, by 2 people.",
        },
        {
            type: "team_growth",
            title: "Team growth",
            base: 25,
            sentence: "3 people used the product for the first time.",
        },
    ]
    const growth = (name: string) => ({...resultOf(name), id: "team_growth", title: "Team growth"})
    const pricing = resultOf("confirmed on later weeks")
    const tell = (signals: typeof active, results: SubjectResult[], score: number): string[] => {
        const told = explainAccount({score, threshold: 60, signals, results}, CONTEXT)
        return texts([told.score, told.why_now, ...told.track_record, told.next])
    }
    return {
        "account: two useful signals": tell(active, [growth("fading"), pricing], 65),
        "account: one signal": tell(active.slice(0, 1), [pricing], 35),
        "account: no useful signal": tell(active, [growth("unclear, enough data")], 65),
        "account: too little history": tell(active, [growth("too little data, few accounts")], 65),
        "account: quiet": tell([], [pricing], 0),
    }
}

function changes(): Examples {
    const state = (day: string, score: number, ...titles: string[]) => ({
        as_of: `2026-11-${day}T06:00:00.000Z`,
        score,
        signals: titles.map((title) => ({type: title, title})),
    })
    const told = (...pair: Parameters<typeof explainAccountChange>) => texts(explainAccountChange(...pair))
    const verdict = (before: SubjectResult, after: SubjectResult) =>
        texts(explainVerdictChange(before, after, CONTEXT))
    const confirmed = resultOf("confirmed on later weeks")
    const promising = resultOf("promising")
    const fewer = (result: SubjectResult, n: number): SubjectResult => ({
        ...result,
        title: confirmed.title,
        whole: {...result.whole, converted_accounts_with: n},
    })
    return {
        "change: came": told(
            state("05", 57, "Pricing interest"),
            state("12", 78, "Pricing interest", "Team growth"),
        ),
        "change: went": told(
            state("05", 78, "Pricing interest", "Team growth"),
            state("06", 30, "Team growth"),
        ),
        "change: quiet": told(state("05", 35, "Pricing interest"), state("12", 0)),
        "change: still quiet": told(state("05", 0), state("12", 0)),
        "change: the same": told(state("05", 35, "Pricing interest"), state("12", 35, "Pricing interest")),
        "change: now confirmed": verdict(fewer(promising, 35), confirmed),
        "change: still confirmed, fewer": verdict(fewer(confirmed, 48), confirmed),
        "change: fading now": verdict(confirmed, fewer(resultOf("fading"), 47)),
        "change: too little data now": verdict(confirmed, fewer(resultOf("too little data, few accounts"), 2)),
        "change: another rule": verdict(confirmed, {...confirmed, version: 2}),
    } // prettier-ignore
}
