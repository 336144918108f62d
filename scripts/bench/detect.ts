import type {AccountSource} from "@beton/shared/queries/account"
import {detectionQuery} from "@beton/shared/queries/detection"
import type {Grid} from "@beton/shared/queries/grid"
import type {Partition} from "@beton/shared/queries/parts/scan"
import {bindQuery} from "@beton/shared/queries/query"
import {type AnySignal, SIGNALS} from "@beton/shared/signals/index"

import {STORY_CONFIG} from "../sandbox/story"
import type {BenchClient} from "./client"

/** The account of every query here. */
export const ACCOUNT: AccountSource = {type: "group", groupType: "company", groupTypeIndex: 0}

/** Rows per page: the most that the API gives for one query. */
export const PAGE_ROWS = 50_000

/** All eight signals. */
export const ALL_SIGNALS = SIGNALS as readonly unknown[] as readonly AnySignal[]

/** All rows of one signal on one grid. */
export interface Found {
    readonly columns: readonly string[]
    readonly rows: readonly (readonly unknown[])[]
    readonly pages: number
    /** Time of all pages together. */
    readonly ms: number
    readonly slowestPageMs: number
}

const WHOLE: Partition = {index: 0, count: 1}

/** Runs the registry's detection query of a signal with the story's settings, page after page until the last. */
export async function detect(
    client: BenchClient,
    signal: AnySignal,
    grid: Grid,
    partition: Partition = WHOLE,
): Promise<Found> {
    const definition = detectionQuery(signal)
    const settings = signal.params.parse(STORY_CONFIG.signals[signal.id])
    const rows: (readonly unknown[])[] = []
    let ms = 0
    let slowestPageMs = 0
    let cursor: {account: string; day: number} | null = null
    for (let pages = 1; ; pages++) {
        const bound = bindQuery(definition, {
            settings,
            account: ACCOUNT,
            grid,
            partition,
            cursor,
            limit: PAGE_ROWS,
        })
        const page = await client.run({name: bound.id, text: bound.text, values: bound.values})
        rows.push(...page.rows)
        ms += page.ms
        slowestPageMs = Math.max(slowestPageMs, page.ms)
        const last = page.rows[page.rows.length - 1]
        if (page.rows.length < PAGE_ROWS || last === undefined) {
            return {columns: page.columns, rows, pages, ms, slowestPageMs}
        }
        cursor = {
            account: String(last[page.columns.indexOf("account")]),
            day: Number(last[page.columns.indexOf("day")]),
        }
    }
}
