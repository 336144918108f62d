import {bindQuery} from "@beton/shared/queries/query"
import {QUERIES} from "@beton/shared/queries/registry"
import type {Argv} from "yargs"

import type {Command} from "../cli/command"

/** One query of the registry as `beton queries --json` prints it. */
export interface PrintedQuery {
    readonly id: string
    readonly version: number
    readonly purpose: string
    readonly hogql: string
    /** The example's values that the text's placeholders stand for. */
    readonly values: Readonly<Record<string, unknown>>
    /** Columns of a row, in order. */
    readonly columns: readonly string[]
    /** Seconds an answer may be reused. */
    readonly ttl_seconds: number
}

/** Every query of the registry, bound to its example parameters. */
export function printedQueries(): PrintedQuery[] {
    return QUERIES.map((definition) => {
        const bound = bindQuery(definition, definition.example)
        return {
            id: bound.id,
            version: bound.version,
            purpose: definition.purpose,
            hogql: bound.text,
            values: bound.values,
            columns: bound.columns,
            ttl_seconds: bound.ttlSeconds,
        }
    })
}

/** `beton queries`: what Beton asks PostHog, for reading and for pasting into PostHog's SQL editor. */
export const command: Command = {
    command: "queries",
    describe: "Prints every HogQL query that Beton sends, with example values.",
    builder: (yargs: Argv) => yargs,
    async handler(_args, io) {
        const queries = printedQueries()
        io.result(queries, [...queries.map(readable), `${queries.length} queries.`].join("\n\n"))
    },
}

function readable(query: PrintedQuery): string {
    const values = Object.entries(query.values).map(
        ([name, value]) => `  {${name}} = ${JSON.stringify(value)}`,
    )
    return [
        `# ${query.id} (version ${query.version}, an answer holds for ${query.ttl_seconds} s)`,
        query.purpose,
        `Columns: ${query.columns.join(", ")}`,
        ...(values.length > 0 ? ["Values:", ...values] : []),
        "",
        query.hogql,
    ].join("\n")
}
