import {namedArgument, parseType} from "./type-parser"
import {formatInZone} from "./zone"

/** Turns one JSON cell of ClickHouse (ISO date-times in UTC) into PostHog's form. */
export type CellConverter = (cell: unknown) => unknown

/**
 * The converter for a ClickHouse type, or null when cells stay as they are (numbers, strings, UUIDs, dates, and NaN,
 * which ClickHouse prints as null). Date-times get the offset of their zone, `Z` for UTC (CONTRACT §2).
 */
export function cellConverter(type: string): CellConverter | null {
    const {name, args} = parseType(type)
    switch (name) {
        case "DateTime":
        case "DateTime64": {
            const zone = args.find((argument) => argument.startsWith("'"))?.slice(1, -1) ?? "UTC"
            return (cell) => (typeof cell === "string" ? formatInZone(cell, zone) : cell)
        }
        case "Nullable":
        case "LowCardinality":
            return cellConverter(args[0] ?? "")
        case "Array": {
            const item = cellConverter(args[0] ?? "")
            return item && ((cell) => (Array.isArray(cell) ? cell.map(item) : cell))
        }
        case "Tuple":
            return tupleConverter(args)
        case "Map": {
            const value = cellConverter(args[1] ?? "")
            return value && ((cell) => mapValues(cell, () => value))
        }
        default:
            return null
    }
}

function tupleConverter(args: string[]): CellConverter | null {
    const items = args.map(namedArgument).map(({name, type}) => ({name, convert: cellConverter(type)}))
    if (items.every(({convert}) => convert === null)) return null
    const byName = new Map(items.map(({name, convert}) => [name, convert]))
    return (cell) =>
        Array.isArray(cell)
            ? cell.map((value: unknown, index) => items[index]?.convert?.(value) ?? value)
            : mapValues(cell, (name) => byName.get(name) ?? null)
}

function mapValues(cell: unknown, converter: (name: string) => CellConverter | null): unknown {
    if (typeof cell !== "object" || cell === null) return cell
    return Object.fromEntries(
        Object.entries(cell).map(([name, value]: [string, unknown]) => [
            name,
            (converter(name) ?? identity)(value),
        ]),
    )
}

const identity: CellConverter = (cell) => cell

/** Converts all rows in place. */
export function convertRows(rows: unknown[][], types: readonly string[]): void {
    const converters = types.map(cellConverter)
    converters.forEach((convert, column) => {
        if (convert) for (const row of rows) row[column] = convert(row[column])
    })
}
