import * as z from "zod"

/**
 * The version that every self-hosted image since mid-2023 says it has (posthog/constants.py, FROZEN_POSTHOG_VERSION):
 * a range that leaves it out can be installed nowhere.
 */
const FROZEN_VERSION = "1.43.0"

/** One clause of a version range in the form that PostHog's SimpleSpec reads, without `^` and `~`. */
const CLAUSE = /^(<=|>=|==|!=|<|>)((?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2})$/

/** Whether a range (clauses joined by commas) lets a version in; null when PostHog could not read it. */
export function inRange(range: string, version: string): boolean | null {
    const clauses = range
        .replaceAll(" ", "")
        .split(",")
        .map((clause) => CLAUSE.exec(clause))
    if (clauses.includes(null)) return null
    return clauses.every((clause) => {
        const order = compareVersions(version, clause?.[2] ?? "")
        if (clause?.[1] === "!=") return order !== 0
        const allowed = {"<": [-1], "<=": [-1, 0], "==": [0], ">=": [0, 1], ">": [1]}[clause?.[1] ?? ""] ?? []
        return allowed.includes(order)
    })
}

function compareVersions(a: string, b: string): number {
    const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)]
    return Math.sign(
        left.map((part, i) => part - (right[i] ?? 0)).find((difference) => difference !== 0) ?? 0,
    )
}

const posthogVersion = z.string().superRefine((range, context) => {
    const includes = inRange(range, FROZEN_VERSION)
    if (includes === null) context.addIssue(`is no version range that PostHog can read: "${range}"`)
    else if (!includes)
        context.addIssue(`leaves out ${FROZEN_VERSION}, which self-hosted images have: "${range}"`)
})

/** A field of the form that starts a public job (PostHog's JobPayloadFieldOptions). */
const payloadField = z.strictObject({
    type: z.enum(["string", "boolean", "json", "number", "date", "daterange"]),
    title: z.string().min(1),
    required: z.boolean().optional(),
    default: z.unknown().optional(),
    staff_only: z.boolean().optional(),
})

/** A key that names a secret belongs into a field that PostHog never shows again. */
const SECRET_NAME = /key|token|secret|password/

const configField = z
    .strictObject({
        key: z.string().regex(/^[a-z][a-z0-9_]*$/),
        name: z.string().min(1),
        type: z.enum(["string", "json", "choice", "attachment"]),
        choices: z.array(z.string()).min(1).optional(),
        default: z.string().optional(),
        hint: z.string().optional(),
        required: z.boolean().optional(),
        secret: z.boolean().optional(),
    })
    .refine(({key, secret}) => secret === true || !SECRET_NAME.test(key), {error: "must be marked as secret"})
    .refine(({secret, default: value}) => secret !== true || !value, {error: "is secret and has a default"})
    .refine(({type, choices, default: value}) => type !== "choice" || choices?.includes(value ?? ""), {
        error: "needs choices that contain its default",
    })

/** plugin.json as PostHog reads it (HOST.md §1), and stricter where a slip would show only at the customer's. */
export const manifestSchema = z.strictObject({
    name: z.string().min(1).max(200),
    description: z.string().min(1),
    main: z.literal("index.js"),
    posthogVersion,
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    config: z.array(z.union([z.strictObject({markdown: z.string().min(1)}), configField])),
    publicJobs: z.record(z.string().regex(/^[a-z_]+$/), z.strictObject({payload: z.record(z.string(), payloadField)})),
}) // prettier-ignore

/** See {@link manifestSchema}. */
export type Manifest = z.infer<typeof manifestSchema>

/** The form's fields without the pure text between them. */
export function fieldsOf(manifest: Manifest): z.infer<typeof configField>[] {
    return manifest.config.filter((entry) => "key" in entry)
}
