import {HostRefusal, sdkNamespace} from "./refusal"

const SETTING_TYPES = ["string", "number", "boolean"] as const

/** A kind of setting; the App SDK has these three and no others (SDK.md §2.3). */
export type SettingType = (typeof SETTING_TYPES)[number]

/** Fields of the workspace settings. */
export type SettingFields = Readonly<Record<string, {readonly type: SettingType}>>

/** A node of a block's configuration or outcome. */
export interface SchemaNode {
    readonly type: string
    readonly isOptional: boolean
    readonly titleText: string | null
    readonly fields?: Readonly<Record<string, SchemaNode>>
    readonly element?: SchemaNode
    readonly values?: readonly string[]
    optional(): SchemaNode
    title(text: string): SchemaNode
}

const node = (type: string, more: Partial<SchemaNode> = {}): SchemaNode => ({
    type,
    isOptional: false,
    titleText: null,
    ...more,
    optional: () => node(type, {...more, isOptional: true}),
    title: (text) => node(type, {...more, titleText: text}),
})

/** A struct may be written as a plain object of nodes. */
export const structOf = (fields: unknown): SchemaNode => {
    if (typeof fields !== "object" || fields === null)
        throw new HostRefusal("A struct needs an object of fields.")
    if ("optional" in fields && typeof fields.optional === "function") return fields as SchemaNode
    return node("struct", {fields: fields as Record<string, SchemaNode>})
}

const PLAIN_NODES = [
    ...[
        "attioActor",
        "attioAttribute",
        "attioList",
        "attioNote",
        "attioObject",
        "attioRecord",
        "attioSelect",
    ],
    ...["attioSequence", "attioTask", "boolean", "currency", "date", "domain", "duration", "emailAddress"],
    ...["location", "number", "personalName", "phoneNumber", "richText", "string", "timestamp"],
]

/** Schema builders: `ConfigSchema` of `attio`, `OutcomeSchema` of `attio/client`. */
export function schemaBuilders(module: string): object {
    return sdkNamespace(module, {
        ...Object.fromEntries(PLAIN_NODES.map((type) => [type, () => node(type)])),
        stringEnum: (values: readonly string[]) => node("stringEnum", {values}),
        array: (element: SchemaNode) => node("array", {element}),
        record: (element: SchemaNode) => node("record", {element}),
        struct: structOf,
    })
}

interface BlockInput {
    readonly configSchema?: unknown
    readonly schema?: unknown
    readonly [key: string]: unknown
}

/** `ATTIO_ROOT_SDK`: what `import … from "attio"` becomes on both sides (SDK.md §9). */
export function rootSdk(): object {
    return sdkNamespace("attio", {
        ActorType: {
            API_TOKEN: "api-token",
            WORKSPACE_MEMBER: "workspace-member",
            SYSTEM: "system",
            APP: "app",
            WORKFLOW: "workflow",
        },
        CurrencyISO4217Code: {EURO: "EUR", POUND_STERLING: "GBP", SWISS_FRANC: "CHF", US_DOLLAR: "USD"},
        Settings: sdkNamespace("attio Settings", {
            Schema: sdkNamespace(
                "attio Settings.Schema",
                Object.fromEntries(SETTING_TYPES.map((type) => [type, () => ({type})])),
            ),
            defineWorkspaceSchema(fields: unknown) {
                checkFields(fields)
                return {scope: "workspace", fields}
            },
        }),
        Workflows: sdkNamespace("attio Workflows", {
            ConfigSchema: schemaBuilders("attio Workflows.ConfigSchema"),
            defineWorkflowBlock(block: BlockInput) {
                if (block.configSchema === undefined)
                    throw new HostRefusal("A block needs a configSchema (the field schema is deprecated).")
                const configSchema = structOf(block.configSchema)
                return {...block, configSchema, schema: configSchema}
            },
        }),
    })
}

/** @throws HostRefusal when a field is not of one of the three kinds */
export function checkFields(fields: unknown): asserts fields is SettingFields {
    if (typeof fields !== "object" || fields === null)
        throw new HostRefusal("Settings need an object of fields.")
    for (const [key, field] of Object.entries(fields)) {
        const type = (field as {type?: unknown} | null)?.type
        if (!SETTING_TYPES.some((known) => known === type))
            throw new HostRefusal(`The setting ${key} is none of ${SETTING_TYPES.join(", ")}.`)
    }
}
