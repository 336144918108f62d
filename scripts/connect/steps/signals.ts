import type {Host} from "@beton/posthog-app/host"

import type {Ask} from "../ask"
import {lookAtEvents, lookAtSources} from "../look-events"
import {NO_OUTCOME, proposeOutcome} from "../propose-outcome"
import {proposeSignals} from "../propose-signals"
import {clientOf, type Draft} from "../session"
import type {SignalProposal} from "../signal-proposal"
import {choicesOf, type ChosenAccount, reasonOf} from "./account"

const OTHER = "other"

/** The conversion event, then what each signal reads. */
export async function askForSignals(ask: Ask, host: Host, chosen: ChosenAccount): Promise<Draft> {
    const {draft, source, active} = chosen
    const posthog = clientOf(draft, host)
    ask.say("\nCounting events that could mark a conversion or feed a signal …")
    const events = await lookAtEvents(posthog, source, host.now())
    const proposal = proposeOutcome(events.uses, active, events.days)
    const outcome = await chooseOutcome(ask, proposal)
    const facts = await lookAtSources(posthog, source, events, outcome === "" ? null : outcome, host.now())
    const proposals = proposeSignals(facts)
    ask.say(
        [
            "\nWhat the signals can read:",
            "  Usage spike, Feature adoption and Team growth: the activity of accounts.",
            ...proposals.map(({title, reason}) => `  ${title}: ${reason}`),
        ].join("\n"),
    )
    const changed = proposals.filter(({settings}) => Object.keys(settings).length > 0)
    const use =
        changed.length === 0 ||
        (await ask.confirm({
            id: "sources",
            message: `${changed.map(({title}) => `"${title}"`).join(" and ")} ${changed.length === 1 ? "goes" : "go"} by other names here than usual. Set them as found?`,
            proposed: true,
        }))
    return {...draft, outcome_event: outcome, settings: withSignals(draft, use ? changed : [])}
}

async function chooseOutcome(ask: Ask, proposal: ReturnType<typeof proposeOutcome>): Promise<string> {
    const chosen = await ask.choose({
        id: "outcome",
        message: "Which event marks a won customer?",
        choices: [
            ...choicesOf([proposal, ...proposal.alternatives].slice(0, 9), (value) =>
                value === NO_OUTCOME ? "None yet" : value,
            ),
            {value: OTHER, label: "An event that is not listed"},
        ],
        proposed: proposal.value,
        accept: () => null,
    })
    ask.say(reasonOf(proposal, chosen))
    if (chosen === NO_OUTCOME) return ""
    if (chosen !== OTHER) return chosen
    return ask.text({
        id: "other_outcome",
        message: "Name of the event:",
        check: (text) => (text === "" ? "Type the event's name." : null),
    })
}

/** The draft's settings with those of the signals on top; what somebody set before stays where nothing new was found. */
function withSignals(draft: Draft, proposals: readonly SignalProposal[]): Record<string, unknown> {
    const settings = (draft.settings ?? {}) as Record<string, unknown>
    if (proposals.length === 0) return settings
    const before = (settings.signals ?? {}) as Record<string, Record<string, unknown>>
    const after = Object.fromEntries(
        proposals.map(({signal, settings: found}) => [signal, {...before[signal], ...found}]),
    )
    return {...settings, signals: {...before, ...after}}
}
