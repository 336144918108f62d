const KINDS = {
    sum: {operation: "increment", combine: (old: number, value: number) => old + value, start: 0},
    max: {operation: "max", combine: Math.max, start: -Infinity},
    min: {operation: "min", combine: Math.min, start: Infinity},
} as const

const isKind = (kind: string): kind is keyof typeof KINDS => Object.hasOwn(KINDS, kind)

/** Throws for metric types other than sum, max and min, in any case. */
export function checkMetricTypes(declared: Record<string, string>): void {
    const invalid = Object.values(declared).filter((kind) => !isKind(kind))
    if (invalid.length === 0) return
    throw new Error(
        `Only 'sum', 'max', and 'min' are supported as metric types. Invalid types received: ${invalid.join(", ")}`,
    )
}

/**
 * `meta.metrics`: one operation per declared metric (`increment`, `max` or `min`); a name that is not declared throws.
 * The server flushes the values every 30 minutes; here they stay in `values`.
 */
export function createMetrics(
    declared: () => Record<string, string>,
    values: Record<string, number>,
): object {
    return new Proxy(
        {},
        {
            get(_target, name) {
                const kind = typeof name === "string" ? declared()[name] : undefined
                if (typeof name !== "string" || kind === undefined || !isKind(kind)) {
                    throw new Error("Invalid metric name")
                }
                const {operation, combine, start} = KINDS[kind]
                return {
                    [operation]: (value: number) => {
                        values[name] = combine(values[name] ?? start, value)
                    },
                }
            },
        },
    )
}
