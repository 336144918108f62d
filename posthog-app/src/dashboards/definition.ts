import type {AccountSource} from "@beton/shared/queries/account"
import type {BoundQuery} from "@beton/shared/queries/query"

import type {Config} from "../config/config"

/** What tiles are made from: the settings, and what only the project knows. */
export interface TileContext {
    readonly config: Config
    readonly account: AccountSource
    /** Value that Beton's own events carry. */
    readonly writer: string
}

/** How a column is shown. */
export interface Column {
    /** Alias in the SELECT. */
    readonly name: string
    /** Heading or legend; the alias without one. */
    readonly label?: string
    /** Behind each number, such as " %"; rates are percentages already in the SELECT. */
    readonly suffix?: string
    readonly decimals?: number
}

/** A visualisation that every supported PostHog has (CONTRACT §9). */
export type Display =
    | {readonly as: "number"; readonly column: Column}
    | {readonly as: "table"; readonly columns: readonly Column[]}
    | {
          readonly as: "line" | "bar" | "stacked_bar" | "area"
          readonly x: Column
          readonly y: readonly Column[]
          /** Column whose values become the series; then there is one y. */
          readonly breakdown?: string
          readonly goal?: {readonly label: string; readonly value: number}
      }

/** Data that a tile needs; without it the tile says what to connect (C5). */
export type SourceId =
    "run" | "firings" | "deals" | "closed_deals" | "backtest" | "billing" | "support" | "trials" | "limits"

/** One tile of a dashboard. */
export interface TileDefinition {
    /** Lower-case words with dashes, unique within its dashboard; never changed. */
    readonly id: string
    /** Raised with every change to what PostHog is sent for it. */
    readonly version: number
    /** States what it answers, with the denominator of a rate. */
    title(context: TileContext): string
    /** How to read it and what to do with it: below the title. */
    about(context: TileContext): string
    query(context: TileContext): BoundQuery
    display(context: TileContext): Display
    /** Place on PostHog's grid of 12 columns. */
    readonly layout: {readonly x: number; readonly y: number; readonly w: number; readonly h: number}
    readonly needs: readonly SourceId[]
    /** Shown instead while a source is missing: what to connect and what will be seen then. */
    waiting(context: TileContext): string
}

/** One dashboard. */
export interface DashboardDefinition {
    /** Lower-case words with dashes; never changed. */
    readonly id: string
    readonly title: string
    readonly about: string
    /** Days that its date filter shows at first; null: its tiles have fixed periods. */
    readonly days: number | null
    readonly tiles: readonly TileDefinition[]
}
