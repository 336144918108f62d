/** A ClickHouse type: `Array(Nullable(DateTime('UTC')))` is Array with one argument. */
export interface ParsedType {
    name: string
    args: string[]
}

/** Splits at commas that are outside of quotes and parentheses. */
function splitArguments(text: string): string[] {
    const parts: string[] = []
    let depth = 0
    let start = 0
    for (let at = 0; at < text.length; at++) {
        const char = text[at]
        if (char === "'" || char === "`") {
            for (at++; at < text.length && text[at] !== char; at++) if (text[at] === "\\") at++
        } else if (char === "(") depth++
        else if (char === ")") depth--
        else if (char === "," && depth === 0) {
            parts.push(text.slice(start, at).trim())
            start = at + 1
        }
    }
    const last = text.slice(start).trim()
    return last ? [...parts, last] : parts
}

/** Reads the outermost level of a ClickHouse type name. */
export function parseType(text: string): ParsedType {
    const open = text.indexOf("(")
    if (open < 0) return {name: text.trim(), args: []}
    return {
        name: text.slice(0, open).trim(),
        args: splitArguments(text.slice(open + 1, text.lastIndexOf(")"))),
    }
}

/** An argument of Tuple or Nested: `name Type` or only `Type`. */
export function namedArgument(argument: string): {name: string | null; type: string} {
    const found = /^(`(?:[^`\\]|\\.)+`|[A-Za-z_][A-Za-z0-9_]*)\s+([A-Z].*)$/s.exec(argument)
    if (!found) return {name: null, type: argument}
    return {name: (found[1] as string).replace(/^`|`$/g, ""), type: found[2] as string}
}
