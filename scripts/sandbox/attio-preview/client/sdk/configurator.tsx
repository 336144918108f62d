import {createContext, type ReactNode, useContext, useEffect} from "react"

import {outcomeValues} from "../../sdk/outcome-values"
import {sdkNamespace} from "../../sdk/refusal"
import {schemaBuilders, type SchemaNode} from "../../sdk/root-sdk"
import {refuse} from "../api"
import {Store, useStore} from "../store"
import {CheckboxInput} from "./boxes"
import {ComboboxInput} from "./combobox"
import {component} from "./component"
import {type FieldStore, FieldStoreContext, valueAt} from "./field-store"
import {
    DateInput,
    DomainInput,
    EmailAddressInput,
    NumberInput,
    RichTextInput,
    TextInput,
    TimestampInput,
} from "./inputs"
import {AttioRecordInput} from "./record-combobox"
import {undrawn} from "./use-form"

interface Block {
    readonly id: string
    readonly type: "trigger" | "step"
    readonly configSchema: SchemaNode
}

/** A block's configuration while it is edited, and the outcomes that its configurator names. */
export interface BlockEditor {
    readonly fields: FieldStore
    readonly outcomes: Store<readonly string[]>
}

export const BlockEditorContext = createContext<BlockEditor | null>(null)

/** A new, empty configuration of a block. */
export function blockEditor(block: Block): BlockEditor {
    return {
        outcomes: new Store<readonly string[]>([]),
        fields: {
            state: new Store({values: {}, errors: {}, submitting: false}),
            commit: () => {},
            expect(path, kinds) {
                const type = nodeAt(block.configSchema, path).type
                if (!kinds.includes(type))
                    refuse(`The input ${path} is a ${type}, not a ${kinds.join(" or ")}.`)
                return type
            },
        },
    }
}

function nodeAt(schema: SchemaNode, path: string): SchemaNode {
    let at: SchemaNode | undefined = schema
    for (const part of path.split(".")) at = at?.type === "array" ? at.element : at?.fields?.[part]
    return at ?? refuse(`The block has no input ${path}.`)
}

const Outcome = component<{id?: string; slug?: string; label?: string; schema: unknown}>(
    "Outcome",
    ["configurator"],
    {"id?": "string", "label?": "string", schema: "any"},
    ({id, label}) => {
        const editor = useContext(BlockEditorContext)
        if (id === undefined) refuse("<Outcome> needs an id.")
        useEffect(() => {
            editor?.outcomes.update((ids) => (ids.includes(id) ? ids : [...ids, id]))
            return () => editor?.outcomes.update((ids) => ids.filter((one) => one !== id))
        }, [id])
        return (
            <p className="outcome">
                <span className="badge grey">Outcome</span> {label ?? id}
            </p>
        )
    },
)

const UNDRAWN = [
    ...["CurrencyInput", "DurationInput", "LocationInput", "PersonalNameInput", "PhoneNumberInput"],
    ...["AttioSelectInput", "AttioListInput", "AttioObjectInput", "AttioActorInput", "AttioAttributeInput"],
    ...["AttioSequenceInput", "CollectionInput"],
]

const COMPONENTS = undrawn(
    {
        ...{NumberInput, CheckboxInput, ComboboxInput, TextInput, RichTextInput, TimestampInput, DateInput},
        ...{DomainInput, EmailAddressInput, AttioRecordInput, Outcome},
    },
    UNDRAWN,
)

function useConfigurator(block: Block, initial?: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const editor = useContext(BlockEditorContext) ?? refuse("useConfigurator works in a configurator only.")
    if (block.configSchema === undefined)
        refuse("Pass the whole block to useConfigurator: its schema alone is deprecated.")
    const {values} = useStore(editor.fields.state)
    useEffect(() => {
        if (initial !== undefined)
            editor.fields.state.update((state) => ({
                ...state,
                values: {...plainValues(initial), ...state.values},
            }))
    }, [])
    return {
        ...COMPONENTS,
        watch(path?: string) {
            const value = path === undefined ? values : valueAt(values, path)
            return value === undefined || value === "" ? undefined : {type: "static", value}
        },
    }
}

/** Initial values may be wrapped as `{type: "static", value}`. */
function plainValues(initial: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(initial).map(([key, value]) => {
            const wrapped = value as {type?: unknown; value?: unknown} | null
            return [key, wrapped?.type === "static" ? wrapped.value : value]
        }),
    )
}

/** `Workflows` of `attio/client`. */
export const Workflows = sdkNamespace("attio/client Workflows", {
    OutcomeValue: sdkNamespace("attio/client Workflows.OutcomeValue", outcomeValues()),
    OutcomeSchema: schemaBuilders("attio/client Workflows.OutcomeSchema"),
    defineConfigurator: (block: Block, render: (block: Block) => ReactNode) =>
        function Configurator(): ReactNode {
            return render(block)
        },
    useConfigurator,
})

/** Draws a configurator over its block's configuration. */
export function ConfiguratorFields({
    editor,
    children,
}: {
    editor: BlockEditor
    children: ReactNode
}): ReactNode {
    return (
        <BlockEditorContext.Provider value={editor}>
            <FieldStoreContext.Provider value={editor.fields}>{children}</FieldStoreContext.Provider>
        </BlockEditorContext.Provider>
    )
}
