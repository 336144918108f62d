import {FIELD_KEYS, FIELDS} from "@beton/posthog-app/config/fields"
import {settingsSchema} from "@beton/posthog-app/config/settings"
import {customSignalSchema} from "@beton/shared/signals/custom-signal"
import {type AnySignal, SIGNALS} from "@beton/shared/signals/index"
import * as z from "zod"

interface JsonSchema {
    readonly type?: string
    readonly title?: string
    readonly description?: string
    readonly default?: unknown
    readonly enum?: readonly unknown[]
    readonly minimum?: number
    readonly maximum?: number
    readonly exclusiveMinimum?: number
    readonly anyOf?: readonly JsonSchema[]
    readonly properties?: Readonly<Record<string, JsonSchema>>
}

/** docs/SETTINGS.md: every setting with default, range and meaning, from the same definitions that check them. */
export function settingsDoc(): string {
    const schema = z.toJSONSchema(settingsSchema, {io: "input"}) as JsonSchema
    const {signals: _signals, ...properties} = schema.properties ?? {}
    const groups = Object.entries(properties).filter(([, property]) => property.properties !== undefined)
    const single = Object.fromEntries(
        Object.entries(properties).filter(([, property]) => property.properties === undefined),
    )
    const definitions = SIGNALS as readonly unknown[] as readonly AnySignal[]
    return [
        "# Settings",
        "",
        "This page is generated (`npm run generate`): change the definitions, not the page.",
        "",
        "## The form",
        "",
        ...formTable(),
        "",
        "## More settings (JSON)",
        "",
        "Write only what differs from the defaults. An unknown or mistyped entry is refused with its name.",
        "",
        "```json",
        JSON.stringify(EXAMPLE, null, 4),
        "```",
        "",
        ...table(single),
        "",
        ...groups.flatMap(([name, group]) => [`### ${name}`, "", ...table(group.properties ?? {}), ""]),
        "## Your own signals",
        "",
        "Each entry of `custom_signals`.",
        "",
        ...table(propertiesOf(customSignalSchema)),
        "",
        "## Signals",
        "",
        "Under `signals.<id>`.",
        ...definitions.flatMap((signal) => [
            "",
            `### ${signal.id}`,
            "",
            `${signal.description} For: ${signal.audience === "both" ? "prospects and customers" : `${signal.audience}s`}.`,
            "",
            ...table(propertiesOf(signal.params)),
            "",
            `A rep reads, for example: “${signal.examples[0]?.sentence ?? ""}”`,
            "",
            ...signal.limits.map((limit) => `- ${limit}`),
        ]),
        "",
    ].join("\n")
}

function propertiesOf(schema: z.ZodType): NonNullable<JsonSchema["properties"]> {
    return (z.toJSONSchema(schema, {io: "input"}) as JsonSchema).properties ?? {}
}

/** The settings form as a Markdown table, one line each. */
export function formTable(): string[] {
    return [
        "| field | key | default | what to write |",
        "| --- | --- | --- | --- |",
        ...FIELD_KEYS.map((key) => {
            const field = FIELDS[key]
            return `| ${field.name} | \`${key}\` | ${field.default === "" ? "" : `\`${field.default}\``} | ${prose(field.hint)} |`
        }),
    ]
}

const EXAMPLE = {
    signals: {
        pricing_intent: {path_patterns: ["pricing", "/plans", "/preise"], min_visits: 3},
        limit_approaching: {usage_property: "seats_used", limit_property: "seats"},
        support_engagement: {enabled: false},
    },
    routing: {stage: "Lead", owner: {rule: "fixed", fallback_email: "sales@example.com"}, daily_cap: 20},
    internal_domains: ["example.com"],
}

function table(properties: Readonly<Record<string, JsonSchema>>): string[] {
    return [
        "| setting | default | values | meaning |",
        "| --- | --- | --- | --- |",
        ...Object.entries(properties).map(([name, property]) => {
            const fallback = property.default === undefined ? "" : `\`${JSON.stringify(property.default)}\``
            return `| \`${name}\` | ${cell(fallback)} | ${cell(valuesOf(property))} | ${cell(property.description ?? "")} |`
        }),
    ]
}

function valuesOf(schema: JsonSchema): string {
    if (schema.anyOf) return schema.anyOf.map(valuesOf).join(" or ")
    if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(", ")
    const names: Readonly<Record<string, string>> = {
        integer: "whole number",
        number: "number",
        string: "text",
        boolean: "true, false",
        array: "list",
        object: "object",
        null: "null",
    }
    const name = names[schema.type ?? ""] ?? schema.type ?? ""
    if (schema.type !== "integer" && schema.type !== "number") return name
    const low = schema.minimum ?? schema.exclusiveMinimum
    const high = schema.maximum === Number.MAX_SAFE_INTEGER ? undefined : schema.maximum
    if (low === undefined || low === Number.MIN_SAFE_INTEGER)
        return high === undefined ? name : `${name}, at most ${high}`
    return high === undefined
        ? `${name}, ${schema.minimum === undefined ? "above" : "from"} ${low}`
        : `${name}, ${low} to ${high}`
}

/** A cell of plain words: `<…>` would be taken for a tag and vanish. */
const prose = (text: string): string => cell(text).replaceAll("<", "&lt;")

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ")
