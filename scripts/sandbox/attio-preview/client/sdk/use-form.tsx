import {type ReactNode, useEffect, useId, useState} from "react"
import {createPortal} from "react-dom"

import {refuse, reportProblem} from "../api"
import {useDialogFooter} from "../pages/dialog-footer"
import {Store, useStore} from "../store"
import {Checkbox, Toggle} from "./boxes"
import {Combobox} from "./combobox"
import {component} from "./component"
import {type FieldStore, FieldStoreContext, useFields, valueAt, withValue} from "./field-store"
import {type FormNode, nodeAt} from "./form-schema"
import {
    DateTimeInput,
    InputGroup,
    NumberInput,
    PlainDateInput,
    RichTextInput,
    TextArea,
    TextInput,
} from "./inputs"
import {AttioRecordCombobox} from "./record-combobox"

type Values = Readonly<Record<string, unknown>>
type Schema = Readonly<Record<string, unknown>>
type Validate = (values: Values) => Values

interface FormProps {
    readonly children?: ReactNode
    readonly onSubmit: (values: Values) => void | Promise<void>
}

interface StateProps {
    readonly children: (state: Record<string, unknown>) => ReactNode
}

/** Problems of all fields, by path. */
function problemsOf(schema: Schema, values: Values, validate: Validate | undefined): Record<string, string> {
    const own = flat(validate?.(values) ?? {})
    const found = Object.entries(schema).flatMap(([key, node]) => {
        const problem = (node as FormNode).check(values[key])
        return problem === null ? [] : [[key, problem] as const]
    })
    return {...own, ...Object.fromEntries(found)}
}

function flat(errors: Values, root = ""): Record<string, string> {
    return Object.fromEntries(
        Object.entries(errors).flatMap(([key, value]) =>
            typeof value === "string"
                ? [[`${root}${key}`, value] as const]
                : Object.entries(flat((value ?? {}) as Values, `${root}${key}.`)),
        ),
    )
}

function makeForm(schema: Schema, initial: Values, validate: Validate | undefined): Record<string, unknown> {
    const state: FieldStore["state"] = new Store({values: initial, errors: {}, submitting: false})
    const store: FieldStore = {
        state,
        commit: (path) =>
            state.update(({errors, ...rest}) => {
                const {[path]: _, ...others} = errors
                const problem = nodeAt(schema, path).check(valueAt(rest.values, path))
                return {...rest, errors: problem === null ? others : {...others, [path]: problem}}
            }),
        expect(path, kinds) {
            const {type} = nodeAt(schema, path)
            if (!kinds.includes(type))
                refuse(`The field ${path} is a ${type}; this input takes ${kinds.join(" or ")}.`)
            return type
        },
    }
    const current: {submit: FormProps["onSubmit"] | null; buttons: number} = {submit: null, buttons: 0}
    const submit = async (): Promise<void> => {
        const {values, submitting} = state.get()
        if (submitting) return
        const errors = problemsOf(schema, values, validate)
        state.update((before) => ({...before, errors}))
        if (Object.keys(errors).length > 0 || current.submit === null) return
        state.update((before) => ({...before, submitting: true}))
        const normal = Object.fromEntries(
            Object.entries(schema).map(([key, node]) => [key, (node as FormNode).normal(values[key])]),
        )
        try {
            await current.submit(normal)
        } catch (error) {
            reportProblem(`onSubmit failed: ${(error as Error).message}`)
        } finally {
            state.update((before) => ({...before, submitting: false}))
        }
    }
    const Form = component<FormProps>(
        "Form",
        ["dialog"],
        {children: "node", onSubmit: "function"},
        ({children, onSubmit}) => {
            const id = useId()
            current.submit = onSubmit
            useEffect(() => {
                if (current.buttons !== 1) reportProblem("A <Form> has exactly one <SubmitButton>.")
            }, [])
            return (
                <FieldStoreContext.Provider value={store}>
                    <form
                        id={id}
                        noValidate
                        className="form"
                        onSubmit={(event) => {
                            event.preventDefault()
                            event.stopPropagation()
                            void submit()
                        }}
                    >
                        {children}
                    </form>
                </FieldStoreContext.Provider>
            )
        },
    )
    const SubmitButton = component<{label: string}>(
        "SubmitButton",
        ["dialog"],
        {label: "string"},
        ({label}) => {
            useFields("SubmitButton")
            useEffect(() => {
                current.buttons += 1
                return () => {
                    current.buttons -= 1
                }
            }, [])
            const footer = useDialogFooter()
            const {submitting} = useStore(state)
            const button = (
                <button
                    type="button"
                    className="button primary"
                    disabled={submitting}
                    onClick={() => void submit()}
                >
                    {label}
                </button>
            )
            return footer === null ? button : createPortal(button, footer)
        },
    )
    const WithState = component<StateProps & Record<string, unknown>>(
        "WithState",
        ["dialog"],
        {children: "function", "values?": "boolean", "errors?": "boolean", "submitting?": "boolean"},
        ({children}) => children(useStore(state)),
    )
    return {
        ...{Form, SubmitButton, WithState, TextInput, TextArea, NumberInput, RichTextInput, Checkbox, Toggle},
        ...{
            DateTimeInput,
            PlainDateInput,
            Combobox,
            AttioRecordCombobox,
            InputGroup,
            submit: () => void submit(),
        },
        change: (path: string, value: unknown) => {
            nodeAt(schema, path)
            state.update((before) => ({...before, values: withValue(before.values, path, value)}))
        },
    }
}

/** Parts of a form that the preview does not draw; the real host has them. */
const UNDRAWN = ["RadioGroup", "Fieldset", "AttioUserCombobox", "Collection", "CollectionItem"]

/** `useForm(schema, initialValues, validate)` of `attio/client`; the parts keep their identity between renders. */
export function useForm(schema: Schema, initial: Values = {}, validate?: Validate): object {
    const [form] = useState(() => undrawn(makeForm(schema, initial, validate), UNDRAWN))
    return form
}

/** Names that are refused with a reason when they are used. */
export function undrawn(api: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
    const refused = Object.fromEntries(
        names.map((name) => [name, () => refuse(`The preview does not draw <${name}>.`)]),
    )
    return {...refused, ...api}
}
