import type * as z from "zod"

import {billingIntent} from "./billing-intent"
import {featureAdoption} from "./feature-adoption"
import {limitApproaching} from "./limit-approaching"
import {pricingIntent} from "./pricing-intent"
import type {SignalDefinition} from "./signal"
import {supportEngagement} from "./support-engagement"
import {teamGrowth} from "./team-growth"
import {trialExpiring} from "./trial-expiring"
import {usageSpike} from "./usage-spike"

/** Every signal type. Adding one: write its file, add its line here. */
export const SIGNALS = [
    usageSpike,
    pricingIntent,
    featureAdoption,
    limitApproaching,
    trialExpiring,
    teamGrowth,
    supportEngagement,
    billingIntent,
] as const

/** The ids of the built-in signal types. */
export type SignalId = (typeof SIGNALS)[number]["id"]

/** Effective settings of all signals, defaults applied. */
export type SignalSettings = {[S in (typeof SIGNALS)[number] as S["id"]]: z.output<S["params"]>}

/** A definition whose settings and rows are known only at run time. */
export type AnySignal = SignalDefinition<SignalId>

/** The definition of an id, with erased parameter types (callers parse settings and rows with its own schemas). */
export function signalById(id: string): AnySignal | undefined {
    return (SIGNALS as readonly unknown[] as readonly AnySignal[]).find((signal) => signal.id === id)
}
