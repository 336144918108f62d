const ESCAPES: Record<string, string> = {
    "\\": "\\\\",
    "'": "\\'",
    "\b": "\\b",
    "\f": "\\f",
    "\r": "\\r",
    "\n": "\\n",
    "\t": "\\t",
    "\0": "\\0",
    "\x07": "\\a",
    "\v": "\\v",
}

/** A ClickHouse string literal. The text never contains a raw NUL, which would cut the query short. */
export function stringLiteral(value: string): string {
    // eslint-disable-next-line no-control-regex -- these control characters are what must be escaped
    return `'${value.replace(/[\\'\b\f\r\n\t\0\x07\v]/g, (char) => ESCAPES[char] ?? char)}'`
}

/** A ClickHouse identifier in backticks. */
export function identifier(name: string): string {
    return `\`${name.replace(/[\\`]/g, (char) => `\\${char}`)}\``
}

/** A column of an aliased table. */
export function qualified(alias: string, column: string): string {
    return `${identifier(alias)}.${identifier(column)}`
}

/** A number literal; ClickHouse spells the special ones inf and nan. */
export function numberLiteral(value: number): string {
    if (Number.isNaN(value)) return "nan"
    if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf"
    return Object.is(value, -0) ? "0" : String(value)
}
