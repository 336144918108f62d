/** A property as text: "" when it is missing or null, numbers and booleans as JSON writes them. */
export function textOf(value: unknown): string {
    if (value === undefined || value === null) return ""
    return typeof value === "string" ? value : JSON.stringify(value)
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** A property as a number: a finite number or the plain decimal text of one; null for everything else. */
export function numberOf(value: unknown): number | null {
    if (typeof value === "string" && !DECIMAL.test(value)) return null
    if (typeof value !== "string" && typeof value !== "number") return null
    const number = Number(value)
    return Number.isFinite(number) ? number : null
}

/** Order of code points, which is also the order of the UTF-8 bytes (the default sort compares UTF-16 units). */
export function compareText(a: string, b: string): number {
    return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** Position of the first element that is not below `limit` in an ascending list. */
export function lowerBound(ascending: readonly number[], limit: number): number {
    let [low, high] = [0, ascending.length]
    while (low < high) {
        const middle = (low + high) >>> 1
        if ((ascending[middle] as number) < limit) low = middle + 1
        else high = middle
    }
    return low
}

/** How many elements of an ascending list lie in [from, to). */
export function countBetween(ascending: readonly number[], from: number, to: number): number {
    return Math.max(0, lowerBound(ascending, to) - lowerBound(ascending, from))
}
