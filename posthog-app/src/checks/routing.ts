import type {Config} from "../config/config"
import {signalsOf} from "../signals"
import {sourceReport} from "../sources"
import {ATTIO_DEAL_CHECKS} from "./attio-deals"
import {ATTIO_TOKEN_CHECKS} from "./attio-token"
import {type Check, defineCheck, isGood, ok, percent, skipped, warn} from "./check"

/** Whether runs write to the CRM, in words. */
const routing = defineCheck({
    id: "routing",
    title: "Routing",
    look({config, attio, facts}) {
        if (attio === null)
            return skipped("Off: no Attio token is set. Accounts are scored, and nothing is sent to a CRM.")
        const coverage = sourceReport(config, facts.sources ?? {}).coverage.events
        const {min_coverage: least} = config.settings
        if (coverage !== null && coverage < least)
            return warn(
                `Off: only ${percent(coverage)} of events belong to an account; routing needs ${percent(least)}.`,
            )
        if (!config.routingConfirmed)
            return warn(
                "Off until you switch it on. Runs say what they would send; read such a dry run, then set Routing to on.",
            )
        const broken = [...ATTIO_TOKEN_CHECKS, ...ATTIO_DEAL_CHECKS].some(({id}) => {
            const known = facts.states[id]
            return known !== undefined && !isGood(known.state)
        })
        return broken
            ? warn("On, but the problems with Attio above have to be fixed before anything is written.")
            : ok(onInWords(config))
    },
})

/** The last line of a connect check. */
export const ROUTING_CHECKS: readonly Check[] = [routing]

function onInWords(config: Config): string {
    const always = [...signalsOf(config).values()].filter(
        ({settings}) => settings.enabled && settings.always_route,
    )
    const whatever =
        always.length === 0
            ? ""
            : `, and every account with ${always.map(({signal}) => signal.title).join(" or ")},`
    return `On: accounts with a score of ${config.threshold} or more${whatever} become deals in Attio, at most ${config.settings.routing.daily_cap} new ones a day.`
}
