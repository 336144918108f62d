import type {TileNode} from "../node"
import {hash8} from "./key-line"

type Json = Readonly<Record<string, unknown>>
/** true: a value; otherwise the keys that Beton may set in it, and nothing else. */
type Shape = true | readonly [Shape] | {readonly [key: string]: Shape}

const AXIS: Shape = {
    column: true,
    settings: {display: {label: true}, formatting: {suffix: true, style: true, decimalPlaces: true}},
}
const SHAPES: Readonly<Record<string, Shape>> = {
    tableSettings: {columns: [AXIS]},
    chartSettings: {
        xAxis: {column: true},
        yAxis: [AXIS],
        leftYAxisSettings: {startAtZero: true},
        seriesBreakdownColumn: true,
        goalLines: [{label: true, value: true}],
        showLegend: true,
    },
}
const IN_TABLES = ["ActionsTable", "BoldNumber"]

/** Hash of the SQL and its values. Everything else in a node, such as filters merged into it, is none of our writing. */
export function sourceHash(node: unknown): string {
    const source = isObject(node) ? node.source : undefined
    if (!isObject(node) || node.kind !== "DataVisualizationNode" || !isObject(source))
        return hash8(["other", node])
    if (source.kind !== "HogQLQuery") return hash8(["other", source])
    const values = isObject(source.values) ? Object.entries(source.values) : []
    const sorted = values.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return hash8([source.query, sorted])
}

/** Hash of how the result is shown: only of keys that Beton sets, because servers add others of their own. */
export function displayHash(node: unknown): string {
    if (!isObject(node)) return hash8(["other", node])
    const settings = settingsKey(node)
    return hash8([node.display ?? null, projected(node[settings], SHAPES[settings] ?? true) ?? null])
}

/** Whether everything that Beton declares is there as declared; what a server or a person added does not matter. */
export function covers(declared: unknown, found: unknown): boolean {
    if (Array.isArray(declared))
        return (
            Array.isArray(found) &&
            declared.length === found.length &&
            declared.every((item, i) => covers(item, found[i]))
        )
    if (!isObject(declared)) return declared === found
    return isObject(found) && Object.entries(declared).every(([key, value]) => covers(value, found[key]))
}

/** The display settings of a node without its source. */
export function displayOf({kind: _kind, source: _source, ...display}: TileNode): Json {
    return display
}

/** The node that is there with our source, our display, or both; what others added to it stays. */
export function mergedNode(
    found: unknown,
    ours: TileNode,
    take: {readonly source: boolean; readonly display: boolean},
): Json {
    if (!isObject(found) || found.kind !== ours.kind) return ours
    const {source, ...rest} = found
    const {values: _values, ...kept} = isObject(source) ? source : {}
    const merged: Record<string, unknown> = {
        ...rest,
        source: take.source ? {...kept, ...ours.source} : source,
    }
    if (!take.display) return merged
    for (const [key, value] of Object.entries(displayOf(ours)))
        merged[key] = overlaid(value, found[key], SHAPES[key] ?? true)
    return merged
}

function settingsKey(node: Json): string {
    return IN_TABLES.includes(String(node.display)) ? "tableSettings" : "chartSettings"
}

/** Ours over what is there: keys that Beton knows are ours alone, all others stay. */
function overlaid(ours: unknown, found: unknown, shape: Shape): unknown {
    if (shape === true) return ours
    if (Array.isArray(ours)) {
        const [item = true] = shape as readonly [Shape]
        const all: readonly unknown[] = Array.isArray(found) ? found : []
        return ours.map((one) =>
            overlaid(
                one,
                all.find((other) => isSameColumn(one, other)),
                item,
            ),
        )
    }
    if (!isObject(ours)) return ours
    const others = isObject(found) ? Object.entries(found).filter(([key]) => !(key in shape)) : []
    const known = Object.entries(ours).map(([key, value]) => [
        key,
        overlaid(
            value,
            isObject(found) ? found[key] : undefined,
            (shape as Record<string, Shape>)[key] ?? true,
        ),
    ])
    return Object.fromEntries([...others, ...known])
}

function isSameColumn(a: unknown, b: unknown): boolean {
    return isObject(a) && isObject(b) && a.column !== undefined && a.column === b.column
}

/** Only the known keys, in a fixed order; undefined for what is absent, null or empty. */
function projected(value: unknown, shape: Shape): unknown {
    if (value === undefined || value === null) return undefined
    if (shape === true) return value
    if (Array.isArray(shape)) {
        const [item = true] = shape as readonly [Shape]
        return Array.isArray(value) ? value.map((one) => projected(one, item) ?? null) : value
    }
    if (!isObject(value)) return value
    const entries = Object.entries(shape)
        .map(([key, inner]) => [key, projected(value[key], inner)] as const)
        .filter(([, inner]) => inner !== undefined)
    return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

function isObject(value: unknown): value is Json {
    return typeof value === "object" && value !== null && !Array.isArray(value)
}
