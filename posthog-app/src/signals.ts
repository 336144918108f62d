import {customId, customSignal} from "@beton/shared/signals/custom-signal"
import {type AnySignal, SIGNALS} from "@beton/shared/signals/index"

import type {Config} from "./config/config"

/** Settings that every signal has, beside its own. */
export interface CommonSettings {
    readonly enabled: boolean
    readonly base: number
    readonly cadence: "daily" | "weekly"
    readonly cooldown_days: number
    readonly always_route: boolean
}

/** A signal with its effective settings; those of a custom one are its definition. */
export interface ConfiguredSignal {
    readonly signal: AnySignal
    readonly settings: CommonSettings
}

/** All signals of a configuration by id, those switched off included: the built-in ones, then a team's own. */
export function signalsOf({settings}: Pick<Config, "settings">): ReadonlyMap<string, ConfiguredSignal> {
    const builtIn = (SIGNALS as readonly unknown[] as readonly AnySignal[]).map(
        (signal) => [signal.id as string, {signal, settings: settings.signals[signal.id]}] as const,
    )
    const own = settings.custom_signals.map(
        (definition) =>
            [customId(definition), {signal: customSignal(definition), settings: definition}] as const,
    )
    return new Map<string, ConfiguredSignal>([...builtIn, ...own])
}

/** The settings of all signals by id. */
export function signalSettingsOf(config: Pick<Config, "settings">): Record<string, CommonSettings> {
    return Object.fromEntries([...signalsOf(config)].map(([id, {settings}]) => [id, settings]))
}

/** Ids of the signals that are switched on. */
export function signalIds(settings: Config["settings"]): string[] {
    return [...signalsOf({settings})].flatMap(([id, one]) => (one.settings.enabled ? [id] : []))
}
