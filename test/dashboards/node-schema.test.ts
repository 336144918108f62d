import {existsSync, readFileSync} from "node:fs"
import path from "node:path"

import type {TileContext} from "@beton/posthog-app/dashboards/definition"
import {tileNode} from "@beton/posthog-app/dashboards/node"
import {DASHBOARDS} from "@beton/posthog-app/dashboards/registry"

import {computedSource} from "../../scripts/sandbox/posthog/dashboards/nodes"
import {configOf, KEYS} from "../app/support/project"

const ORIGINAL = path.resolve(__dirname, "../../../shared/contracts/posthog/query-nodes.schema.json")
const COPY = path.resolve(__dirname, "../../scripts/sandbox/posthog/contract/query-nodes.schema.json")
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
const NODES = DASHBOARDS.flatMap(({id, tiles}) =>
    tiles.map((tile) => [`${id}/${tile.id}`, JSON.parse(JSON.stringify(tileNode(tile, CONTEXT))) as object] as const),
) // prettier-ignore

// The stand-in validates with its copy of the schema, so the copy has to be the schema.
const original = existsSync(ORIGINAL) ? it : it.skip
if (!existsSync(ORIGINAL)) console.warn(`Skipped: ${path.basename(ORIGINAL)} is not on this machine.`)
original("the schema that nodes are held against is the contract's", () => {
    expect(readFileSync(COPY, "utf8")).toBe(readFileSync(ORIGINAL, "utf8"))
})

describe.each([
    ["a server of today", false],
    ["a self-hosted server of 2025", true],
])("%s", (_name, isOlder) => {
    it.each(NODES)("takes the node of %s", (_tile, node) => {
        expect(computedSource(node, isOlder)).toEqual((node as {source: object}).source)
    })

    it("refuses a node with a key that it does not know", () => {
        const [, node] = NODES[0] ?? []
        expect(() => computedSource({...node, colour: "red"}, isOlder)).toThrow()
    })
})

it("the older server refuses a key that came after it", () => {
    const [, node] = NODES.find(([, one]) => "chartSettings" in one) ?? []
    const newer = {...node, chartSettings: {...(node as {chartSettings: object}).chartSettings, xAxisLabel: "Week"}} // prettier-ignore
    expect(() => computedSource(newer, false)).not.toThrow()
    expect(() => computedSource(newer, true)).toThrow()
})
