import * as fc from "fast-check"

import {changedAt, type Path} from "./json-paths"

/** What a JSON value is changed into. Numbers that JSON cannot hold, and depth, are put in as text. */
export type Change =
    | {
          readonly kind:
              | "delete"
              | "null"
              | "huge"
              | "nan"
              | "deep"
              | "as-text"
              | "wrap"
              | "twice"
              | "shorter"
              | "longer"
      }
    | {readonly kind: "other"; readonly value: fc.JsonValue}
    | {readonly kind: "number"; readonly value: number}
    | {readonly kind: "extra"; readonly key: string; readonly value: fc.JsonValue}

const SENTINELS = {huge: "@huge@", nan: "@nan@", deep: "@deep@"} as const
const TEXTS: Readonly<Record<string, string>> = {
    huge: "1e999",
    nan: "NaN",
    deep: `${"[".repeat(3000)}${"]".repeat(3000)}`,
}

/** Changes of one value inside a JSON value. */
export const change: fc.Arbitrary<Change> = fc.oneof(
    {
        weight: 4,
        arbitrary: fc
            .constantFrom(
                ...([
                    "delete",
                    "null",
                    "huge",
                    "nan",
                    "deep",
                    "as-text",
                    "wrap",
                    "twice",
                    "shorter",
                    "longer",
                ] as const),
            )
            .map((kind) => ({kind})),
    },
    {weight: 3, arbitrary: fc.jsonValue({maxDepth: 2}).map((value) => ({kind: "other" as const, value}))},
    {
        weight: 2,
        arbitrary: fc
            .constantFrom(-1, 0.5, 1e308, -1e308, 2 ** 53, 1e-320)
            .map((value) => ({kind: "number" as const, value})),
    },
    {
        weight: 1,
        arbitrary: fc.record({
            kind: fc.constant("extra" as const),
            key: fc.oneof(
                fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "length", "then"),
                fc.string({maxLength: 12}),
            ),
            value: fc.jsonValue({maxDepth: 2}),
        }),
    },
)

/** JSON text of a value with one change in it. */
export function withChange(value: unknown, path: Path, what: Change): string {
    const text = JSON.stringify(changedAt(value, path, (old) => applied(what, old)) ?? null)
    return Object.entries(SENTINELS).reduce(
        (sofar, [kind, sentinel]) => sofar.replace(`"${sentinel}"`, TEXTS[kind] ?? ""),
        text,
    )
}

function applied(what: Change, old: unknown): unknown {
    switch (what.kind) {
        case "delete":
            return undefined
        case "null":
            return null
        case "huge":
        case "nan":
        case "deep":
            return SENTINELS[what.kind]
        case "as-text":
            return typeof old === "string" ? Number(old) || 0 : String(old)
        case "wrap":
            return [old]
        case "twice":
            return Array.isArray(old) ? [...(old as unknown[]), ...(old as unknown[])] : [old, old]
        case "shorter":
            return Array.isArray(old) ? old.slice(0, -1) : {}
        case "longer":
            return Array.isArray(old) ? [...(old as unknown[]), "more"] : [old, "more"]
        case "other":
        case "number":
            return what.value
        case "extra":
            // Not by assignment: "__proto__" is to be a key like any other.
            return Object.fromEntries([...Object.entries(Object(old) as object), [what.key, what.value]])
    }
}
