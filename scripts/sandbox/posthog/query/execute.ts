import {randomUUID} from "node:crypto"

import {ClickHouseError} from "../clickhouse"
import type {Services} from "../context"
import {convertRows} from "./cells"
import {mapClickHouseError, queryTimeout} from "./clickhouse-errors"

export interface Rows {
    results: unknown[][]
    /** Name and ClickHouse type of each column. */
    types: [string, string][]
    seconds: number
}

interface JsonCompact {
    meta: {name: string; type: string}[]
    data: unknown[][]
}

/** After ClickHouse's own limit has passed, how long it may take to notice. */
const GRACE_MS = 1500

const OUTPUT = [
    "date_time_output_format = 'iso'",
    "output_format_json_quote_64bit_integers = 0",
    "output_format_json_quote_denormals = 0",
    "output_format_json_quote_decimals = 1",
    "output_format_json_escape_forward_slashes = 0",
]

/** PostHog's ClickHouse has no common type for text and numbers; newer versions make a Variant of them. */
const ENGINE = ["use_variant_as_common_type = 0"]

/** Bounds of one query. */
export interface ExecutionLimits {
    maxSeconds: number
    maxMemoryBytes: number
}

/**
 * Runs compiled SQL within its limits and converts its cells. Raises `ApiError` as `mapClickHouseError` says.
 * `tag` names the query, so that it can be stopped.
 */
export async function execute(
    {clickhouse}: Pick<Services, "clickhouse">,
    sql: string,
    {maxSeconds, maxMemoryBytes}: ExecutionLimits,
    tag: string = randomUUID(),
): Promise<Rows> {
    const settings = [
        ...OUTPUT,
        ...ENGINE,
        `max_execution_time = ${maxSeconds}`,
        `max_memory_usage = ${maxMemoryBytes}`,
    ]
    const started = performance.now()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
            () => {
                clickhouse.kill(tag).catch(() => undefined)
                reject(queryTimeout())
            },
            maxSeconds * 1000 + GRACE_MS,
        )
    })
    try {
        const running = clickhouse.query(
            `${sql} FORMAT JSONCompact SETTINGS ${settings.join(", ")} /* ${tag} */`,
        )
        running.catch(() => undefined)
        const {meta, data} = JSON.parse((await Promise.race([running, late])).toString()) as JsonCompact
        convertRows(
            data,
            meta.map(({type}) => type),
        )
        return {
            results: data,
            types: meta.map(({name, type}) => [name, type]),
            seconds: (performance.now() - started) / 1000,
        }
    } catch (error) {
        throw error instanceof ClickHouseError ? mapClickHouseError(error) : error
    } finally {
        clearTimeout(timer)
    }
}
