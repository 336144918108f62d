import {type ReactNode, useEffect, useState} from "react"

import {sdkNamespace} from "../../sdk/refusal"
import {refuse} from "../api"
import {saveSetting, settings} from "../app-state"
import {showToast} from "../sdk/toast"
import {Store, useStore} from "../store"
import {Checkbox, Toggle} from "./boxes"
import {Combobox} from "./combobox"
import {component} from "./component"
import {type FieldStore, FieldStoreContext} from "./field-store"
import {isUrl} from "./form-schema"
import {InputGroup, NumberInput, RichTextInput, TextInput} from "./inputs"
import {SectionBody} from "./text"
import {undrawn} from "./use-form"

interface Node {
    readonly children?: ReactNode
}

/** Limits that inputs of the settings page carry as props. */
const rules = new Map<string, (value: unknown) => string | null>()

function makeSettingsForm(): Record<string, unknown> {
    const state: FieldStore["state"] = new Store({
        values: settings.get().values,
        errors: {},
        submitting: false,
    })
    const store: FieldStore = {
        state,
        commit(path) {
            const value = state.get().values[path] ?? null
            const saved = settings.get().values[path] ?? null
            const problem = value === null || value === "" ? null : (rules.get(path)?.(value) ?? null)
            state.update((before) => {
                const {[path]: _, ...others} = before.errors
                return {...before, errors: problem === null ? others : {...others, [path]: problem}}
            })
            if (problem !== null || value === saved) return
            saveSetting(path, value === "" ? null : value).then(
                () => showToast({variant: "success", title: "Saved", durationMs: 1500}),
                (error: Error) =>
                    state.update((before) => ({
                        ...before,
                        errors: {...before.errors, [path]: error.message},
                    })),
            )
        },
        expect(path, kinds) {
            const type = settings.get().fields[path]?.type
            if (type === undefined) refuse(`The app has no setting ${path}.`)
            if (!kinds.includes(type))
                refuse(`The setting ${path} is a ${type}; this input takes ${kinds.join(" or ")}.`)
            return type
        },
    }
    const Form = component<Node>("Form", ["settings"], {children: "node"}, ({children}) => {
        useEffect(
            () =>
                settings.subscribe(() =>
                    state.update((before) => ({...before, values: settings.get().values})),
                ),
            [],
        )
        return (
            <FieldStoreContext.Provider value={store}>
                <form className="form" noValidate onSubmit={(event) => event.preventDefault()}>
                    {children}
                </form>
            </FieldStoreContext.Provider>
        )
    })
    const WithState = component<
        {children: (state: Record<string, unknown>) => ReactNode} & Record<string, unknown>
    >(
        "WithState",
        ["settings"],
        {children: "function", "values?": "boolean", "errors?": "boolean"},
        ({children}) => children(useStore(state)),
    )
    return {
        ...{Form, WithState, Section, Button, Toggle, Checkbox, Combobox, InputGroup},
        TextInput: ruled(TextInput, (props) => (value) => {
            const text = String(value)
            if (props.url !== undefined && props.url !== false && !isUrl(text)) return "Must be a valid URL"
            if (typeof props.maxLength === "number" && text.length > props.maxLength)
                return `At most ${props.maxLength} characters`
            if (typeof props.minLength === "number" && text.length < props.minLength)
                return `At least ${props.minLength} characters`
            return null
        }),
        RichTextInput,
        NumberInput: ruled(NumberInput, (props) => (value) => {
            if (typeof props.min === "number" && Number(value) < props.min) return `At least ${props.min}`
            if (typeof props.max === "number" && Number(value) > props.max) return `At most ${props.max}`
            return null
        }),
    }
}

type Props = Readonly<Record<string, unknown>>

/** An input that also enforces the limits among its props. */
function ruled<P extends {readonly name: string}>(
    Input: React.ComponentType<P>,
    rule: (props: Props) => (value: unknown) => string | null,
): React.ComponentType<P> {
    return function Ruled(props: P): ReactNode {
        rules.set(props.name, rule(props as Props))
        return <Input {...props} />
    }
}

const Section = component<Node & {title: string; description?: string}>(
    "Section",
    ["settings"],
    {title: "string", "description?": "string", children: "node"},
    (props) => <SectionBody {...props} />,
)

const Button = component<{
    label: string
    title: string
    description?: string
    onClick: () => void
    variant?: string
}>(
    "Button",
    ["settings"],
    {
        ...{label: "string", title: "string", "description?": "string", onClick: "function"},
        "variant?": ["primary", "secondary", "secondary-destructive", "ghost", "destructive"],
    },
    ({label, title, description, onClick, variant = "secondary"}) => (
        <div className="setting-button">
            <div>
                <strong>{title}</strong>
                {description === undefined ? null : <p className="help">{description}</p>}
            </div>
            <button type="button" className={`button ${variant}`} onClick={onClick}>
                {label}
            </button>
        </div>
    ),
)

/** `Settings` of `attio/client`. */
export const Settings = sdkNamespace("attio/client Settings", {
    defineWorkspacePage: (schema: unknown, render: () => ReactNode) => ({
        scope: "workspace",
        schema,
        Page: render,
    }),
    useForm() {
        const [form] = useState(() =>
            undrawn(makeSettingsForm(), ["RadioGroup", "Fieldset", "AttioUserCombobox"]),
        )
        return form
    },
    useSettings: () => useStore(settings).values,
    getSettings: async (_schema: unknown, key?: string) => {
        const {values} = settings.get()
        if (key === undefined) return {...values}
        if (!(key in values)) refuse(`The app has no setting ${key}.`)
        return values[key]
    },
    setSettings: (_schema: unknown, key: string, value: unknown) => saveSetting(key, value),
})
