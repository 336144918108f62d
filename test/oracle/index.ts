// The meaning of the eight signals, worked out a second time in plain TypeScript, so that tests can hold the
// queries against it. It shares no code with them: only the words of DESIGN §3 and the names of the settings.
import {type EventIndex, indexEvents} from "./event-index"
import {Settings} from "./settings"
import {limitApproaching, trialExpiring} from "./signals/account-properties"
import {billingIntent, supportEngagement} from "./signals/counted-events"
import {featureAdoption, teamGrowth} from "./signals/first-time"
import {pricingIntent} from "./signals/pricing-intent"
import {usageSpike} from "./signals/usage-spike"
import {dateToMicros} from "./time"
import type {Hit, OracleAccount, OracleRow, RawEvent, SignalSettings} from "./types"
import {compareText} from "./values"

export type {OracleAccount, OracleRow, RawEvent} from "./types"

const PREDICATES: Record<string, (index: EventIndex, settings: Settings, t: number) => Hit[]> = {
    billing_intent: ({steps, people}, settings, t) => billingIntent(steps, people, settings, t),
    feature_adoption: ({activity}, settings, t) => featureAdoption(activity, settings, t),
    limit_approaching: ({properties}, settings, t) => limitApproaching(properties, settings, t),
    pricing_intent: ({views, people}, settings, t) => pricingIntent(views, people, settings, t),
    support_engagement: ({messages, people}, settings, t) => supportEngagement(messages, people, settings, t),
    team_growth: ({activity}, settings, t) => teamGrowth(activity, settings, t),
    trial_expiring: ({properties, activity}, settings, t) => trialExpiring(properties, activity, settings, t),
    usage_spike: ({activity}, settings, t) => usageSpike(activity, settings, t),
}

/**
 * Reads all events once and answers for any instant which signals are active for which account.
 * @param o.settings effective settings by signal id; a signal that is left out or has `enabled: false` is skipped.
 * @returns `activeAt`: rows sorted by signal, then account. Only events with a timestamp before the instant count.
 * @throws Error for an unknown signal id, a missing setting, an event without a readable timestamp.
 */
export function buildOracle(
    events: Iterable<RawEvent>,
    o: {account: OracleAccount; settings: Record<string, SignalSettings>},
): {activeAt(asOf: Date): OracleRow[]} {
    const enabled = new Map<string, Settings>()
    for (const [signal, values] of Object.entries(o.settings)) {
        if (!Object.hasOwn(PREDICATES, signal)) throw new Error(`There is no signal "${signal}".`)
        const settings = new Settings(signal, values)
        if (settings.enabled) enabled.set(signal, settings)
    }
    const index = indexEvents(events, o.account, (signal) => enabled.get(signal))
    return {
        activeAt(asOf) {
            const t = dateToMicros(asOf)
            return Object.entries(PREDICATES).flatMap(([signal, predicate]) => {
                const settings = enabled.get(signal)
                if (settings === undefined) return []
                return predicate(index, settings, t)
                    .sort((a, b) => compareText(a.account, b.account))
                    .map(({account, facts}) => ({account, asOf: asOf.toISOString(), signal, facts}))
            })
        },
    }
}
