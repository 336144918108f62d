import {MATURE_LANDMARKS} from "./backtest"
import type {Cost, Ratio} from "./cost"
import type {BenchData} from "./data"
import {PAGE_ROWS} from "./detect"
import {floorWindow} from "./floor"
import {LIMIT_MS, type Need} from "./partitions"
import type {Figures, Section} from "./report"
import {GRIDS, REPLAY_DAYS, SAMPLED_DAYS} from "./rounds"
import type {Comparison} from "./same-rows"
import type {TileFigures} from "./tiles"

/** Everything a run found out; `--json` prints it as it is. */
export interface BenchResult {
    readonly data: BenchData
    readonly rounds: number
    readonly figures: Figures
    readonly tiles: TileFigures
    readonly same_rows: readonly Comparison[]
    readonly partitions: readonly Need[]
    /** Peak resident memory in bytes; ClickHouse's is null where the system does not tell. */
    readonly peak_rss: {readonly bench: number; readonly clickhouse: number | null}
    readonly seconds: number
}

/** The result as a page of text. */
export function printResult(o: BenchResult): string {
    const {figures: found, data} = o
    return [
        `Data: ${n(data.events)} events, ${n(data.accounts)} accounts, ${n(data.persons)} persons, ` +
            `${data.without_account_percent} % without account, properties ${data.properties_bytes} bytes each; ` +
            `${mb(data.uncompressed_bytes)} (${mb(data.disk_bytes)} on disk), made in ${data.seconds.toFixed(1)} s`,
        `Medians of ${o.rounds} rounds after a warm-up; pages of up to ${n(PAGE_ROWS)} rows; nothing comes from a cache.`,
        "CPU is ClickHouse's processor time: it says more than elapsed time when others use the machine too.",
        "",
        `(a) One day, all eight signals. Floor: one scan of ${floorWindow(GRIDS.day)}`,
        ...section(found.day),
        "",
        `(b) Daily replay of ${REPLAY_DAYS} days, all eight signals. Floor: one scan of ${floorWindow(GRIDS.replay)}`,
        ...section(found.replay),
        "",
        `(c) ${REPLAY_DAYS} single days: ${SAMPLED_DAYS} took ${cost(found.singles.measured)}; ` +
            `all would take ${cost(found.singles.extrapolated)}, ${times(found.singles.over_replay)} the replay`,
        "",
        `(d) Full backtest, all eight signals and the score over ${MATURE_LANDMARKS} landmarks in one query, ${n(found.backtest.rows)} rows: ${cost(found.backtest.backtest)}; floor ${cost(found.backtest.floor)}; ${times(found.backtest.floors)}`,
        "",
        ...sameRows(o.same_rows),
        ...partitions(o.partitions),
        `Peak memory: ${o.peak_rss.clickhouse === null ? "ClickHouse not measured on this system" : `ClickHouse ${mb(o.peak_rss.clickhouse)}`}, this process ${mb(o.peak_rss.bench)}`,
        "",
        ...found.aims.map(
            ({name, aim, value, met}) =>
                `${met ? "met   " : "missed"}  ${name}: ${times(value)} (aim ${aim})`,
        ),
        `Took ${Math.round(o.seconds)} s.`,
    ].join("\n")
}

function section({floor, total, floors, signals}: Section): string[] {
    const line = (name: string, value: Cost, ratio: string, rest: string): string =>
        `  ${name.padEnd(20)}${ms(value.ms)}${value.cpuMs === null ? "" : `  CPU ${ms(value.cpuMs)}`}  ${ratio.padEnd(28)}${rest}`.trimEnd()
    return [
        line("floor", floor, "", ""),
        ...signals.map(({signal, cost: own, floors: ratio, rows, pages}) =>
            line(signal, own, times(ratio), `${n(rows)} rows${pages > 1 ? ` in ${pages} pages` : ""}`),
        ),
        line("all eight", total, times(floors), ""),
    ]
}

function sameRows(list: readonly Comparison[]): string[] {
    const different = list.filter(({equal}) => !equal)
    const rows = list.reduce((total, {replay_rows}) => total + replay_rows, 0)
    if (different.length === 0) {
        const hashes = list.map(
            ({signal, replay_rows, replay_hash}) => `${signal} ${n(replay_rows)} ${replay_hash}`,
        )
        return [
            `Same rows: the replay's ${n(rows)} rows of the ${SAMPLED_DAYS} sampled days equal those of the single-day runs (count and hash):`,
            `  ${hashes.join(", ")}`,
        ]
    }
    return different.map(
        (c) =>
            `DIFFERENT ROWS: ${c.signal}: replay ${c.replay_rows} rows ${c.replay_hash}, single days ${c.single_rows} rows ${c.single_hash}`,
    )
}

function partitions(needs: readonly Need[]): string[] {
    const slowest = Math.max(...needs.map(({slowest_page_ms}) => slowest_page_ms))
    const split = needs.filter((need) => need.partitions !== 1)
    const limit = `PostHog stops a query after ${LIMIT_MS / 1000} s; the limit was lifted for this run.`
    if (split.length === 0) {
        return [
            `${limit} The slowest replay query took ${(slowest / 1000).toFixed(1)} s: on this machine no signal needs more than one partition.`,
        ]
    }
    return [
        `${limit} Partitions that the replay needs on this machine: ${split.map(({signal, partitions: count, slowest_page_ms}) => `${signal} ${count ?? "no number up to 16 helps: fewer days per query do"} (${(slowest_page_ms / 1000).toFixed(1)} s in one)`).join(", ")}; the other signals need one.`,
    ]
}

const n = (value: number): string => value.toLocaleString("en")
const ms = (value: number): string => `${n(Math.round(value))} ms`.padStart(10)
const mb = (bytes: number): string => `${n(Math.round(bytes / 1e6))} MB`
const cost = ({ms: elapsed}: Cost): string => `${(elapsed / 1000).toFixed(1)} s`
const times = ({elapsed, cpu}: Ratio): string =>
    `${elapsed.toFixed(2)} x${cpu === null ? "" : ` (CPU ${cpu.toFixed(2)} x)`}`
