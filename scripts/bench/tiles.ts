/**
 * What the tiles of the dashboards cost: each tile's query once a round, over the made events and made firings of Beton,
 * against the floor of one day (floor.ts).
 */
import {parseConfig} from "@beton/posthog-app/config/config"
import type {TileContext} from "@beton/posthog-app/dashboards/definition"
import {DASHBOARDS} from "@beton/posthog-app/dashboards/registry"
import {writerOf} from "@beton/posthog-app/writer"
import {keyPairOf} from "@beton/shared/events/signing"

import type {PostHogAdmin} from "../sandbox/posthog/admin-types"
import {STORY_CONFIG} from "../sandbox/story"
import type {BenchClient} from "./client"
import {type Cost, medianCost, medianRatio, type Ratio, scale, sum, withCpu} from "./cost"
import {BENCH_NOW, BENCH_SHAPE} from "./data"
import {ACCOUNT} from "./detect"
import {floorQuery} from "./floor"
import {GRIDS} from "./rounds"

/** Firings of Beton that are made for the tiles: each account once in so many days. */
const FIRING_EVERY_DAYS = 5

/** One tile's share. */
export interface TileLine {
    readonly dashboard: string
    readonly tile: string
    readonly cost: Cost
    readonly floors: Ratio
    readonly rows: number
}

/** All tiles. */
export interface TileFigures {
    readonly floor: Cost
    readonly tiles: readonly TileLine[]
    readonly total: Cost
    readonly floors: Ratio
}

/** Settings that fit the made events; the key is only good for its writer value. */
function contextOf(projectId: number): TileContext {
    const parsed = parseConfig({
        posthog_host: "http://localhost:1",
        posthog_key: `phx_${"b".repeat(40)}`,
        posthog_project: String(projectId),
        account: `group:${BENCH_SHAPE.groupType}`,
        outcome_event: STORY_CONFIG.outcome_event,
        signing_key: keyPairOf(new Uint8Array(32).fill(7)).privateKey,
        settings: {signals: STORY_CONFIG.signals},
    })
    if (!parsed.ok) throw new Error(parsed.problems.map(({message}) => message).join(" "))
    return {config: parsed.config, account: ACCOUNT, writer: writerOf(parsed.config).writer}
}

/** Makes firings for every account, in the form of `beton_signal_fired` without its signature. */
async function makeFirings(posthog: PostHogAdmin, projectId: number, writer: string): Promise<void> {
    const firings = Math.floor((BENCH_SHAPE.accounts * BENCH_SHAPE.days) / FIRING_EVERY_DAYS)
    const properties = `concat('{"beton_writer":"${writer}","beton_id":"', toString(id), '","account_key":"', account,
        '","signal_score":', toString(20 + n % 80), ',"signal_types":["usage_spike","pricing_intent"],"new_signal_types":["usage_spike"],"why_now":"Activity up.","$group_0":"', account, '","routed":', if(n % 7 = 0, 'true', 'false'), '}')`
    await posthog.sql(`INSERT INTO events (uuid, team_id, event, distinct_id, timestamp, properties)
        SELECT id, ${projectId}, 'beton_signal_fired', concat('beton:account:', account), at, ${properties}
        FROM (
            SELECT number AS n, reinterpretAsUUID(sipHash128('firing', number)) AS id, concat('account_', toString(number % ${BENCH_SHAPE.accounts})) AS account,
                fromUnixTimestamp64Milli(toInt64(${BENCH_NOW}) - 1000 - toInt64(cityHash64(number) % ${BENCH_SHAPE.days * 86_400}) * 1000) AS at
            FROM numbers(${firings})
        )`)
}

/** Each tile in `rounds` rounds with a floor before and after each round. */
export async function benchTiles(
    posthog: PostHogAdmin,
    client: BenchClient,
    projectId: number,
    rounds: number,
    say: (text: string) => void,
): Promise<TileFigures> {
    const context = contextOf(projectId)
    await makeFirings(posthog, projectId, context.writer)
    const tiles = DASHBOARDS.flatMap((dashboard) =>
        dashboard.tiles.map((tile) => ({dashboard: dashboard.id, tile: tile.id, query: tile.query(context)})),
    )
    const floor = async (): Promise<Cost> =>
        (await withCpu(() => client.run(floorQuery(ACCOUNT, GRIDS.day)))).cost
    const measured: {floor: Cost; answers: {result: {rows: readonly unknown[]}; cost: Cost}[]}[] = []
    for (let round = 1; round <= rounds; round++) {
        const before = await floor()
        const answers = []
        for (const {dashboard, tile, query} of tiles) {
            say(`Tiles: round ${round} of ${rounds}, ${dashboard}/${tile}`)
            answers.push(
                await withCpu(() => client.run({name: query.id, text: query.text, values: query.values})),
            )
        }
        measured.push({floor: scale(sum([before, await floor()]), 0.5), answers})
    }
    const totals = measured.map(({answers}) => sum(answers.map(({cost}) => cost)))
    return {
        floor: medianCost(measured.map((one) => one.floor)),
        tiles: tiles.map(({dashboard, tile}, i) => {
            const own = measured.flatMap((one) => one.answers[i] ?? [])
            return {
                dashboard,
                tile,
                cost: medianCost(own.map(({cost}) => cost)),
                floors: medianRatio(own.map(({cost}, n) => [cost, measured[n]?.floor ?? cost] as const)),
                rows: own[0]?.result.rows.length ?? 0,
            }
        }),
        total: medianCost(totals),
        floors: medianRatio(totals.map((total, i) => [total, measured[i]?.floor ?? total] as const)),
    }
}

/** The figures for people. */
export function tileLines({floor, tiles, total, floors}: TileFigures): string[] {
    const ms = (cost: Cost): string => `${Math.round(cost.ms).toLocaleString("en")} ms`.padStart(10)
    const times = ({elapsed, cpu}: Ratio): string =>
        `${elapsed.toFixed(2)} x${cpu === null ? "" : ` (CPU ${cpu.toFixed(2)} x)`}`
    return [
        "",
        `(e) ${tiles.length} tiles of the dashboards, one query each. Floor: one scan of the same events, ${ms(floor).trim()}`,
        ...tiles.map(
            ({dashboard, tile, cost, floors: own, rows}) =>
                `  ${`${dashboard}/${tile}`.padEnd(36)}${ms(cost)}  ${times(own).padEnd(28)}${rows} rows`,
        ),
        `  ${"all tiles".padEnd(36)}${ms(total)}  ${times(floors)}`,
    ]
}
