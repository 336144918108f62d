/** Keys that lead to a value inside a JSON value. */
export type Path = readonly (string | number)[]

/** Deeper than this lies only what a case itself has put there. */
const MAX_DEPTH = 20

/** Paths of all values inside a JSON value, itself left out. */
export function pathsOf(value: unknown, at: Path = []): Path[] {
    if (typeof value !== "object" || value === null || at.length > MAX_DEPTH) return []
    const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value)
    return keys.flatMap((key) => {
        const path = [...at, key]
        return [path, ...pathsOf((value as Record<string | number, unknown>)[key], path)]
    })
}

/** The value at a path. */
export function valueAt(value: unknown, path: Path): unknown {
    return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value)
}

/** A copy in which the value at a path went through `change`; undefined takes it away. */
export function changedAt(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
    const [key, ...rest] = path
    if (key === undefined) return change(value)
    const old = (value as Record<string | number, unknown>)[key]
    const changed = changedAt(old, rest, change)
    if (Array.isArray(value)) {
        const copy: unknown[] = [...(value as unknown[])]
        if (changed === undefined) copy.splice(Number(key), 1)
        else copy[Number(key)] = changed
        return copy
    }
    const copy = {...(value as Record<string, unknown>)}
    if (changed === undefined) delete copy[key]
    else copy[key] = changed
    return copy
}

/** "null", "boolean", "number", "string", "array" or "object". */
export function kindOf(value: unknown): string {
    return value === null ? "null" : Array.isArray(value) ? "array" : typeof value
}
