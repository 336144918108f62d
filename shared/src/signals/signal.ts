import * as z from "zod"

import type {AccountSource} from "../queries/account"
import type {Grid} from "../queries/grid"
import type {Fragment} from "../queries/hogql"
import type {Partition} from "../queries/parts/scan"

/** Daily signals may fire at every run outside their cooldown, weekly ones at most once per ISO week (A4). */
export type Cadence = "daily" | "weekly"

/** Whose behaviour a signal speaks about (H3). */
export type Audience = "prospect" | "customer" | "both"

/** A figure or short text that a sales rep would quote. Never personal data (DESIGN §3 Privacy). */
export type Fact = number | string | readonly string[]

/** Compact proof of one active signal, written into the event and shown beside the deal (A7). */
export interface Evidence {
    readonly observed: number
    readonly threshold: number
    /** What `observed` counts, e.g. "visits". */
    readonly unit: string
    readonly window_days: number
    readonly facts: Readonly<Record<string, Fact>>
}

/** Something a signal reads; missing sources make it "waiting for data", not zero (A8). */
export type SourceNeed =
    | {readonly kind: "any_event"; readonly events: readonly string[]}
    | {readonly kind: "account_properties"; readonly anyOf: readonly (readonly string[])[]}
    | {readonly kind: "activity"}

/** A stricter setting of a signal, and what a row must reach to meet it. */
export interface TuningStep {
    /** Value of the setting. */
    readonly setting: number
    /** The row's tuning value must reach this. */
    readonly atLeast: number
}

/**
 * The setting that decides how easily a signal is active. A row holds where the present setting is met, so a backtest
 * can tell from the same rows what every stricter one would have found.
 */
export interface Tuning<P> {
    /** Name of the setting. */
    readonly param: string
    /** What it counts, as in "4 visits". */
    readonly unit: string
    /** Expression over the columns of the signal's row that grows with strictness. */
    readonly value: Fragment
    /** true: the value must exceed `atLeast`; otherwise reaching it is enough. */
    readonly above: boolean
    /** Stricter settings than the present one, mildest first, at most six. */
    steps(params: P): readonly TuningStep[]
}

/** Stricter whole-number settings: close together first, then in larger steps. */
export function wholeSteps(present: number): TuningStep[] {
    return [1, 2, 3, 5, 8, 13].map((more) => ({setting: present + more, atLeast: present + more}))
}

/** What a detection query is asked. */
export interface DetectionInput<P> {
    readonly params: P
    readonly account: AccountSource
    readonly grid: Grid
    readonly partition: Partition
}

/** Settings every signal has (A2). */
export function commonParams(defaults: {base: number; cadence: Cadence}) {
    return {
        enabled: z.boolean().default(true).meta({title: "On", description: "Switch the signal on or off."}),
        base: z
            .number()
            .min(0)
            .max(40)
            .default(defaults.base)
            .meta({title: "Base score", description: "Points the signal adds to the score, 0 to 40."}),
        cadence: z
            .enum(["daily", "weekly"])
            .default(defaults.cadence)
            .meta({title: "Cadence", description: "weekly: fires at most once per ISO week."}),
        cooldown_days: z.number().int().min(0).max(90).default(7).meta({
            title: "Cooldown (days)",
            description: "A firing needs at least this many days since the account's last one.",
        }),
        always_route: z
            .boolean()
            .default(false)
            .meta({title: "Always route", description: "Route the account whatever its score."}),
    }
}

/** A whole number of days for a trailing window. */
export function days(defaultDays: number, title: string, description: string) {
    return z.number().int().min(1).max(90).default(defaultDays).meta({title, description})
}

/**
 * One signal type in one file (B3): settings, query, evidence and sentence come from here.
 * `hogql` answers for any list of instants: live detection asks for one, a replay for many; there is no second text.
 */
export interface SignalDefinition<
    Id extends string = string,
    P extends z.ZodType = z.ZodType,
    R extends z.ZodType = z.ZodType,
> {
    readonly id: Id
    /** Raised whenever the meaning of the query changes; written into every event (`definition_version`). */
    readonly version: number
    readonly title: string
    readonly description: string
    readonly audience: Audience
    readonly params: P
    /** Columns of a row, `account` and `day` included; a row exists exactly where the predicate holds. */
    readonly row: R
    /** Longest stretch before T the query reads, in days. */
    lookbackDays(params: z.output<P>): number
    sources(params: z.output<P>): readonly SourceNeed[]
    /** A SELECT whose columns are those of `row`; unordered, unlimited (paging is added by the registry). */
    hogql(input: DetectionInput<z.output<P>>): Fragment
    /** How it can be made stricter; absent where no single setting does. */
    readonly tuning?: Tuning<z.output<P>>
    evidence(row: z.output<R>, params: z.output<P>): Evidence
    /** One plain sentence for a sales rep, counts first. */
    explain(row: z.output<R>, params: z.output<P>): string
    /** What the signal cannot know, for the docs page. */
    readonly limits: readonly string[]
    /** Example rows with the sentence they give: executed by a test and printed in the docs. */
    readonly examples: readonly {readonly row: z.input<R>; readonly sentence: string}[]
}

/** Checks a definition's types without widening its id. */
export function defineSignal<Id extends string, P extends z.ZodType, R extends z.ZodType>(
    definition: SignalDefinition<Id, P, R>,
): SignalDefinition<Id, P, R> {
    return definition
}

/** Half of a character outside the basic plane: no id and no request can hold it. */
const HALF_A_CHARACTER = /[\uD800-\uDFFF]/u

/** The two columns every detection row starts with. */
export const rowKey = {
    account: z
        .string()
        .min(1)
        .refine((key) => !HALF_A_CHARACTER.test(key), "not a text"),
    day: z.number().int(),
}

/** An event name or page as a person reads it: "checkout_started" → "checkout started". */
export function plainName(name: string): string {
    return name.startsWith("/")
        ? publicPath(name)
        : publicName(name)
              .replace(/[_\s]+/g, " ")
              .trim()
}

/** A name fit for evidence: one that looks like an e-mail address is blanked, a long one cut (DESIGN §3 Privacy). */
export function publicName(name: string): string {
    return /@|%40/i.test(name) ? "…" : name.slice(0, 80)
}

/** A page path fit for evidence: parts that look like an e-mail address are blanked (DESIGN §3 Privacy). */
export function publicPath(path: string): string {
    return path
        .split("/")
        .map((part) => (/@|%40/i.test(part) ? "…" : part))
        .join("/")
        .slice(0, 200)
}
