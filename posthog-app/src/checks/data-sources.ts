import {count} from "@beton/shared/counts"
import {eventsPresent} from "@beton/shared/queries/sources"
import {type AnySignal, SIGNALS} from "@beton/shared/signals/index"
import {type SourceNeed} from "@beton/shared/signals/signal"

import type {Config} from "../config/config"
import {askSource, type SourceAnswers, type SourceQuestion, sourceReport} from "../sources"
import {type Check, type CheckContext, defineCheck, failed, type Finding, ok, skipped, warn} from "./check"

const DAY_MS = 86_400_000
const OUTCOME_DAYS = 180

const definitions = SIGNALS as readonly unknown[] as readonly AnySignal[]

/** Asks the two questions that decide which signals have data. */
const data = defineCheck({
    id: "data",
    title: "Data of the signals",
    needs: ["account", "hogql"],
    async look(context) {
        const problem = (await ask("events", context)) ?? (await ask("properties", context))
        if (problem !== null) return problem
        const states = Object.values(sourceReport(context.config, context.facts.sources ?? {}).signals)
        const ready = states.filter(({state}) => state === "ready").length
        const on = states.filter(({state}) => state !== "off").length
        if (on === 0) return warn("All signals are switched off in More settings.")
        if (ready === 0) return warn(`None of the ${on} signals that are on has data yet.`)
        return ok(`${ready} of ${on} signals that are on have data.`)
    },
})

const warehouse = defineCheck({
    id: "warehouse",
    title: "Data warehouse",
    needs: ["account", "hogql"],
    async look(context) {
        const problem = await ask("warehouse", context)
        if (problem !== null) return problem
        const tables = context.facts.sources?.warehouse
        if (tables === undefined || tables === null)
            return skipped("This PostHog does not list warehouse tables.")
        const {note} = sourceReport(context.config, {warehouse: tables})
        return note === null ? ok("No warehouse table that a signal could use.") : warn(note)
    },
})

const outcome = defineCheck({
    id: "outcome",
    title: "Conversion event",
    needs: ["hogql"],
    async look({config, posthog, asOf}) {
        const {outcomeEvent} = config
        if (outcomeEvent === null)
            return skipped("None is set. Backtests need one; scores and routing do not.")
        const rows = await posthog.query(eventsPresent, {
            from: new Date(asOf - OUTCOME_DAYS * DAY_MS).toISOString(),
            to: new Date(asOf).toISOString(),
            events: [outcomeEvent],
        })
        if (!rows.ok) return failed(rows.failure)
        const times = rows.value[0]?.events ?? 0
        if (times > 0)
            return ok(`${outcomeEvent} occurred ${count(times, "time")} in the last ${OUTCOME_DAYS} days.`)
        return warn(
            `${outcomeEvent} did not occur in the last ${OUTCOME_DAYS} days. Check its spelling, or choose the event that marks a won customer.`,
        )
    },
})

/** What each signal reads (A8): a source that is missing is waited for, never a failure. */
export const SOURCE_CHECKS: readonly Check[] = [outcome, data, ...definitions.map(signalCheck), warehouse]

/** Asks one question and keeps the answer; what makes it useless for the check, or null. */
async function ask(
    question: SourceQuestion,
    {posthog, config, asOf, facts}: CheckContext,
): Promise<Finding | null> {
    if (facts.account === undefined) return skipped("Not checked.")
    const answer = await askSource(question, posthog, config, facts.account, asOf)
    if (!answer.ok) return failed(answer.failure)
    facts.sources = {...facts.sources, ...answer.value}
    return null
}

/** What there is for a signal that is ready, in words. */
function foundFor(needs: readonly SourceNeed[], answers: SourceAnswers): string {
    const found = needs.map((need) => {
        switch (need.kind) {
            case "activity":
                return "activity of accounts"
            case "any_event": {
                const seen = need.events.filter((event) => answers.events?.includes(event) ?? true)
                return `${seen.join(", ")} ${seen.length === 1 ? "occurs" : "occur"}`
            }
            case "account_properties": {
                const set = need.anyOf.find((names) =>
                    names.every((name) => answers.properties?.includes(name) ?? true),
                )
                return `accounts report ${(set ?? []).join(" and ")}`
            }
        }
    })
    return found.join("; ")
}

function signalCheck(signal: AnySignal): Check {
    const {id, title} = signal
    const needs = (config: Config): readonly SourceNeed[] =>
        signal.sources((config.settings.signals as unknown as Record<string, unknown>)[id])
    return defineCheck({
        id: `signal:${id}`,
        title,
        needs: ["data"],
        look({config, facts}) {
            const source = sourceReport(config, facts.sources ?? {}).signals[id]
            if (source === undefined || source.state === "off")
                return skipped("Switched off in More settings.")
            if (source.state === "ready") return ok(`Ready: ${foundFor(needs(config), facts.sources ?? {})}.`)
            return warn(
                `Waiting for data. ${source.reason} If your product names it differently, set it in More settings under signals.${id}.`,
            )
        },
    })
}
