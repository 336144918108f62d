import createHogQLParser, {type HogQLParser} from "@posthog/hogql-parser"

import type {Query} from "./ast"
import {isQuery} from "./ast"
import {HogQLError} from "./errors"
import {keepTree, readTree} from "./tree-files"

type Factory = () => Promise<HogQLParser>

let loading: Promise<HogQLParser> | undefined

function loadParser(): Promise<HogQLParser> {
    // The package is CommonJS: depending on the loader the function arrives directly or under `default`.
    const module: unknown = createHogQLParser
    const factory = (
        typeof module === "function" ? module : (module as {default: Factory}).default
    ) as Factory
    loading ??= factory()
    return loading
}

/** Trees of recent texts: parsing takes tens of milliseconds, and jobs send the same few texts with other values. */
const parsed = new Map<string, string>()
const KEPT = 200
/** From here on a tree is also kept on the disk, milliseconds. */
const SLOW_MS = 100

async function parseText(text: string): Promise<string> {
    const known = parsed.get(text)
    if (known !== undefined) return known
    const tree = readTree(text) ?? (await freshTree(text))
    if (parsed.size >= KEPT) parsed.clear()
    parsed.set(text, tree)
    return tree
}

async function freshTree(text: string): Promise<string> {
    const parser = await loadParser()
    const from = performance.now()
    const tree = parser.parseSelect(text, true)
    if (performance.now() - from >= SLOW_MS) keepTree(text, tree)
    return tree
}

/**
 * Parses one SELECT (or set of SELECTs) into the parser's tree.
 * Throws HogQLError with the parser's message for anything else, DDL and several statements included.
 */
export async function parseHogQL(text: string): Promise<Query> {
    const tree = JSON.parse(await parseText(text)) as {error?: true; message?: string; node?: string}
    if (tree.error) throw new HogQLError(tree.message ?? "Syntax error")
    const query = tree as {node: string}
    if (!isQuery(query)) throw new HogQLError(`A query must be a SELECT, not ${query.node}.`)
    return query
}
