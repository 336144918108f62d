import type {DashboardDefinition, TileContext} from "@beton/posthog-app/dashboards/definition"
import {tileNode} from "@beton/posthog-app/dashboards/node"
import {writerOf} from "@beton/posthog-app/writer"

import {configOf, type TestProject} from "../../app/support/project"

/** A row of a tile, by column. */
export type TileRow = Readonly<Record<string, unknown>>

/** What tiles are made from in a project, for a settings form. */
export function contextFor(form: Readonly<Record<string, unknown>>): TileContext {
    const config = configOf(form)
    return {
        config,
        account: {type: "group", groupType: "company", groupTypeIndex: 0},
        writer: writerOf(config).writer,
    }
}

/** Rows that PostHog computes for a tile's node; `more` are a dashboard's filters, as they reach the query. */
export async function rowsOf(
    project: TestProject,
    dashboard: DashboardDefinition,
    id: string,
    context: TileContext,
    more: {readonly filters?: object} = {},
): Promise<TileRow[]> {
    const tile = dashboard.tiles.find((one) => one.id === id)
    if (tile === undefined) throw new Error(`There is no tile ${id}.`)
    const answer = await fetch(`${project.url}/api/projects/${project.id}/query/`, {
        method: "POST",
        headers: {authorization: `Bearer ${project.key}`, "content-type": "application/json"},
        body: JSON.stringify({
            query: {...tileNode(tile, context).source, ...more},
            refresh: "force_blocking",
        }),
    })
    const body = (await answer.json()) as {columns?: string[]; results?: unknown[][]; detail?: string}
    const {columns, results} = body
    if (columns === undefined || results === undefined)
        throw new Error(`${id}: ${body.detail ?? "no answer"}`)
    return results.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])))
}

/** Rows of every tile of a dashboard, by tile. */
export async function allRows(
    project: TestProject,
    dashboard: DashboardDefinition,
    context: TileContext,
): Promise<Record<string, TileRow[]>> {
    const rows: Record<string, TileRow[]> = {}
    for (const {id} of dashboard.tiles) rows[id] = await rowsOf(project, dashboard, id, context)
    return rows
}

/** Asserts that rows say the same in the same order; numbers to `digits` relative to their size. */
export function expectRows(found: readonly TileRow[], expected: readonly TileRow[], within = 1e-9): void {
    const rounded = (rows: readonly TileRow[]) =>
        rows.map((row, i) =>
            Object.fromEntries(
                Object.entries(row).map(([name, value]) => {
                    const other = expected[i]?.[name]
                    const isClose =
                        typeof value === "number" &&
                        typeof other === "number" &&
                        Math.abs(value - other) <= within * Math.max(1, Math.abs(other))
                    return [name, isClose ? other : value]
                }),
            ),
        )
    expect(rounded(found)).toEqual(expected)
}
