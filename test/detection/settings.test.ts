import {decideAccounts} from "@beton/shared/detection"
import type {SignalId} from "@beton/shared/signals/index"

import {detectAsOf} from "../../scripts/detect/detect-as-of"
import {insertEvents} from "./micro"
import {randomWorld} from "./random-world"
import {byInstant, createDetectionProject, daily, DAY_MS, type DetectionProject, settingsOf, SIGNAL_IDS, signalOf} from "./support" // prettier-ignore

const INSTANTS = daily("2026-06-15T06:00:00Z", 30)
const NOW = INSTANTS[29] as number
let project: DetectionProject

beforeAll(async () => {
    project = await createDetectionProject()
    await insertEvents(project, randomWorld(2, NOW))
})

/** Settings that limit firing and the score, not the query; they are looked at below. */
const NOT_IN_QUERY = ["base", "cooldown_days"]

/** Where a setting needs company to matter, or a value other than the double of its default. */
const CHANGES: Record<string, {from?: Record<string, unknown>; to: number}> = {
    "usage_spike.growth": {to: 3},
    "usage_spike.min_events": {to: 40},
    "usage_spike.min_age_days": {to: 150},
    "usage_spike.test_age_days": {to: 150},
    "usage_spike.z": {to: 5},
    "usage_spike.dispersion": {to: 30},
    "limit_approaching.share": {to: 0.9},
    "trial_expiring.activity_window_days": {from: {within_days: 30}, to: 1},
    "feature_adoption.lookback_days": {from: {min_features: 1}, to: 28},
    "feature_adoption.min_account_age_days": {from: {min_features: 1}, to: 100},
    "feature_adoption.min_features": {from: {min_features: 1}, to: 2},
    "feature_adoption.window_days": {from: {min_features: 1}, to: 14},
    "team_growth.lookback_days": {from: {min_users: 1}, to: 28},
    "team_growth.min_account_age_days": {to: 100},
}

const numeric = SIGNAL_IDS.flatMap((signal) =>
    Object.entries(settingsOf(signal))
        .filter(([name, value]) => typeof value === "number" && !NOT_IN_QUERY.includes(name))
        .map(([name, value]): [SignalId, string, number] => [signal, name, value as number]),
)

test.each(numeric)("%s.%s is used", async (signal, name, value) => {
    const {from = {}, to} = CHANGES[`${signal}.${name}`] ?? {to: value * 2}
    const rows = async (changed: Record<string, unknown>) =>
        byInstant(
            await project.detect(signal, {instants: INSTANTS, settings: settingsOf(signal, changed)}),
            INSTANTS,
        ).map(({account, asOf}) => `${asOf} ${account}`)
    const normal = await rows(from)
    const changed = await rows({...from, [name]: to})
    expect(normal.length).toBeGreaterThan(0)
    expect(changed).not.toEqual(normal)
})

test.each(SIGNAL_IDS)("%s: base and cooldown decide score and firing", (signal) => {
    const example = signalOf(signal).examples[0]?.row as {account: string; day: number}
    const decided = (changed: Record<string, unknown>, firedDaysAgo: number) =>
        decideAccounts(
            new Map([[signalOf(signal), [example]]]),
            {[signal]: settingsOf(signal, {cadence: "daily", ...changed})},
            new Map([[example.account, new Map([[signal, [NOW - firedDaysAgo * DAY_MS]]])]]),
            NOW,
        )[0]
    expect(decided({base: 11}, 1)?.score).toBe(16)
    expect(decided({base: 40}, 1)?.score).toBe(45)
    expect(decided({cooldown_days: 9}, 8)?.signals[0]?.held).toBe("cooldown")
    expect(decided({cooldown_days: 8}, 8)?.signals[0]?.held).toBeNull()
})

it("a disabled signal is off, asks nothing and counts for nobody", async () => {
    const ask = async (enabled: boolean) => {
        const one = await createDetectionProject({settings: {settings: {signals: Object.fromEntries(SIGNAL_IDS.map((id) => [id, {enabled: id === "billing_intent" && enabled}]))}}}) // prettier-ignore
        await insertEvents(one, randomWorld(3, NOW, {events: 300, days: 20}))
        return detectAsOf(one.client, one.config, NOW)
    }
    const on = await ask(true)
    const off = await ask(false)
    expect(on.signals.billing_intent?.active).toBeGreaterThan(0)
    expect(off.signals.billing_intent).toEqual({
        ...{state: "off", active: 0, fired: 0},
        reason: "Switched off in the settings.",
    })
    expect(off.accounts).toEqual([])
    expect(on.queries - off.queries).toBe(2)
})
