import {existsSync, mkdirSync, readFileSync, writeFileSync} from "node:fs"
import path from "node:path"

import type {DashboardDefinition, TileContext} from "@beton/posthog-app/dashboards/definition"
import {tileNode} from "@beton/posthog-app/dashboards/node"
import {hash8, insightKey, insightLine, withLine} from "@beton/posthog-app/dashboards/provision/key-line"
import {displayHash, sourceHash} from "@beton/posthog-app/dashboards/provision/node-parts"
import {DASHBOARDS} from "@beton/posthog-app/dashboards/registry"

import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {configOf, KEYS} from "../app/support/project"
import {actionsOf, boardWorld} from "./support/world"

jest.setTimeout(120_000)

/** One version of a tile as it was sent to PostHog with default settings. */
interface Released {
    readonly version: number
    readonly title: string
    readonly about: string
    readonly node: unknown
}

const DIR = path.resolve(__dirname, "../golden/dashboards")
const CONTEXT: TileContext = {
    config: configOf({
        posthog_key: "phx_example",
        posthog_project: "12345",
        signing_key: KEYS.privateKey,
        outcome_event: "subscription_started",
    }),
    account: {type: "group", groupType: "company", groupTypeIndex: 0},
    writer: "w_example",
}

const fileOf = ({id}: DashboardDefinition): string => path.join(DIR, `${id}.json`)

/** Tile → its released versions, the oldest first. */
function released(dashboard: DashboardDefinition): Record<string, Released[]> {
    return existsSync(fileOf(dashboard))
        ? (JSON.parse(readFileSync(fileOf(dashboard), "utf8")) as Record<string, Released[]>)
        : {}
}

function current({tiles}: DashboardDefinition): Record<string, Released> {
    return Object.fromEntries(
        tiles.map((tile) => [
            tile.id,
            JSON.parse(
                JSON.stringify({
                    version: tile.version,
                    title: tile.title(CONTEXT),
                    about: tile.about(CONTEXT),
                    node: tileNode(tile, CONTEXT),
                }),
            ) as Released,
        ]),
    )
}

/**
 * `UPDATE_GOLDEN=1` adds versions that are not there yet, when they are released. A version that is there is never
 * written again: raise the tile's version instead. (Before the first release: delete the file and write it anew.)
 */
describe.each(DASHBOARDS.map((one) => [one.id, one] as const))("released tiles of %s", (_id, dashboard) => {
    if (process.env.UPDATE_GOLDEN === "1") {
        const all = released(dashboard)
        for (const [tile, now] of Object.entries(current(dashboard)))
            if (!(all[tile] ?? []).some(({version}) => version === now.version))
                all[tile] = [...(all[tile] ?? []), now]
        mkdirSync(DIR, {recursive: true})
        writeFileSync(fileOf(dashboard), `${JSON.stringify(all, null, 4)}\n`)
    }
    const all = released(dashboard)
    const now = current(dashboard)

    it("no tile changed without a raised version", () => {
        const same = Object.entries(now).flatMap(([tile, one]) =>
            (all[tile] ?? [])
                .filter(({version}) => version === one.version)
                .map((was) => [tile, was] as const),
        )
        expect(same.map(([tile]) => [tile, now[tile]])).toEqual(same)
    })

    it("versions only rise", () => {
        for (const [tile, versions] of Object.entries(all)) {
            const list = versions.map(({version}) => version)
            expect([tile, list]).toEqual([tile, [...new Set(list)].sort((a, b) => a - b)])
            const newest = now[tile]?.version ?? Infinity
            expect([tile, newest >= Math.max(...list)]).toEqual([tile, true])
        }
    })

    it("every released version becomes the newest in place", async () => {
        const world = await boardWorld()
        const isFull = {...dashboard, tiles: dashboard.tiles.map((tile) => ({...tile, needs: []}))}
        await world.provision(isFull)
        const before = await world.boards()
        const insightOf = (tile: string) =>
            before.insights.find(({description}) => insightKey(description)?.tile === tile)?.id ?? 0
        const plain = ({insights, tiles}: typeof before) => ({
            insights: insights.map(({id, name, description, query}) => ({id, name, description, query})),
            tiles,
        })
        const rounds = Math.max(...Object.values(all).map((versions) => versions.length))
        for (const round of Array.from({length: rounds}, (_, i) => i)) {
            const olds = Object.entries(all).flatMap(([tile, versions]) => {
                const old = versions[round]
                return old === undefined || now[tile] === undefined ? [] : [[tile, old] as const]
            })
            for (const [tile, old] of olds)
                await world.project.admin.simulateUser(world.project.id, {
                    act: "edit-insight",
                    insight: insightOf(tile),
                    change: asWritten(dashboard.id, tile, old),
                })
            // Who upgrades has not written the newest before.
            world.storage = memoryStorage()
            const done = await world.provision(isFull)
            expect(done.refused).toEqual([])
            // Another writer, or another version: it is sent anew.
            const wanted = olds.map(([tile, old]) => {
                const isSame =
                    old.version === now[tile]?.version && !JSON.stringify(old.node).includes(CONTEXT.writer)
                return [tile, isSame ? "keep" : "update"]
            })
            expect(olds.map(([tile]) => [tile, actionsOf(done)[tile]])).toEqual(wanted)
            expect(plain(await world.boards())).toEqual(plain(before))
        }
        const mark = world.wire.sent.length
        await world.provision(isFull)
        expect(world.writesSince(mark)).toEqual([])
    })
})

/** What an older version of Beton left of a tile in PostHog. */
function asWritten(dashboard: string, tile: string, {version, title, about, node}: Released) {
    const written = {
        version,
        name: hash8(title),
        about: hash8(about.trim()),
        source: sourceHash(node),
        display: displayHash(node),
    }
    return {
        name: title,
        query: node,
        description: withLine(about.trim(), insightLine(dashboard, tile, written)),
    }
}
