import {type InputHTMLAttributes, type ReactNode, useId, useState} from "react"

import {component, type PropSpec, type Surface} from "./component"
import {useField} from "./field-store"

/** Surfaces that have inputs. */
export const INPUT_SURFACES: readonly Surface[] = ["dialog", "settings", "configurator"]
/** Props that every input has; configurators add help, tooltip, onChange and disableVariables. */
export const COMMON: PropSpec = {
    ...{name: "string", label: "string", "placeholder?": "string", "disabled?": "boolean"},
    ...{"help?": "string", "tooltip?": "string", "disableVariables?": "boolean", "onChange?": "function"},
}

export interface InputProps {
    readonly name: string
    readonly label: string
    readonly placeholder?: string
    readonly disabled?: boolean
    readonly help?: string
    readonly description?: string
    readonly onChange?: (value: {type: "static"; value: unknown}) => void
}

/** Label, help and error around a control; the ids tie them together. */
export function Labelled(props: {
    label: string
    help?: string | undefined
    error?: string | undefined
    children: (ids: {id: string; "aria-describedby"?: string; "aria-invalid"?: true}) => ReactNode
}): ReactNode {
    const {label, help, error, children} = props
    const id = useId()
    const described = [help === undefined ? "" : `${id}-help`, error === undefined ? "" : `${id}-error`]
    const text = described.join(" ").trim()
    return (
        <div className="field">
            <label htmlFor={id}>{label}</label>
            {children({
                id,
                ...(text === "" ? {} : {"aria-describedby": text}),
                ...(error === undefined ? {} : {"aria-invalid": true as const}),
            })}
            {help === undefined ? null : (
                <p className="help" id={`${id}-help`}>
                    {help}
                </p>
            )}
            {error === undefined ? null : (
                <p className="error" id={`${id}-error`} role="alert">
                    {error}
                </p>
            )}
        </div>
    )
}

type Kind = "text" | "email" | "password" | "tel" | "url" | "number" | "date" | "datetime-local"

/** An input for text, a number or a date; writes on blur, as Attio saves. */
function Plain({
    name,
    kind,
    kinds,
    tag,
    ...props
}: InputProps & {
    tag: string
    kind: Kind
    kinds: readonly string[]
    multiline?: boolean
    min?: number
    max?: number
}): ReactNode {
    const {value, error, set, commit} = useField(tag, name, kinds)
    const [draft, setDraft] = useState<string | null>(null)
    const {label, help, placeholder, disabled, onChange, multiline} = props
    const change = (text: string): void => {
        setDraft(text)
        const read = readValue(kind, text)
        set(read)
        onChange?.({type: "static", value: read})
    }
    return (
        <Labelled label={label} help={help} error={error}>
            {(ids) => {
                const shared: InputHTMLAttributes<HTMLInputElement & HTMLTextAreaElement> = {
                    ...ids,
                    value: draft ?? showValue(kind, value),
                    placeholder,
                    disabled,
                    onChange: (event) => change(event.currentTarget.value),
                    onBlur: () => {
                        setDraft(null)
                        commit()
                    },
                }
                if (multiline === true) return <textarea rows={4} {...shared} />
                return (
                    <input
                        type={kind}
                        {...(kind === "number" ? {min: props.min, max: props.max, step: "any"} : {})}
                        {...shared}
                    />
                )
            }}
        </Labelled>
    )
}

function readValue(kind: Kind, text: string): unknown {
    if (kind === "number") return text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text)
    if (kind === "datetime-local") return text === "" ? undefined : new Date(text)
    return text
}

function showValue(kind: Kind, value: unknown): string {
    if (value === undefined || value === null) return ""
    if (kind === "datetime-local" && value instanceof Date) return value.toISOString().slice(0, 16)
    return String(value as string | number)
}

const plain = (tag: string, kind: Kind, kinds: readonly string[], more: PropSpec = {}, multiline = false) =>
    component<InputProps & {type?: Kind; multiline?: boolean; min?: number; max?: number}>(
        tag,
        INPUT_SURFACES,
        {...COMMON, ...more},
        ({type, ...props}) => (
            <Plain
                {...props}
                tag={tag}
                kind={type ?? kind}
                kinds={kinds}
                multiline={props.multiline ?? multiline}
            />
        ),
    )

const LENGTHS: PropSpec = {"minLength?": "number", "maxLength?": "number"}

export const TextInput = plain("TextInput", "text", ["string"], {
    ...LENGTHS,
    ...{"type?": ["text", "email", "password", "tel", "url"], "multiline?": "boolean", "url?": "any"},
})
export const TextArea = plain("TextArea", "text", ["string"], {"resizable?": "boolean"}, true)
export const RichTextInput = plain("RichTextInput", "text", ["string", "richText"], LENGTHS, true)
export const NumberInput = plain("NumberInput", "number", ["number"], {"min?": "number", "max?": "number"})
export const PlainDateInput = plain("PlainDateInput", "date", ["plain-date"])
export const DateTimeInput = plain("DateTimeInput", "datetime-local", ["date-time"])
export const DateInput = plain("DateInput", "date", ["date"])
export const TimestampInput = plain("TimestampInput", "datetime-local", ["timestamp"])
export const DomainInput = plain("DomainInput", "text", ["domain"])
export const EmailAddressInput = plain("EmailAddressInput", "email", ["emailAddress"])

interface Group {
    readonly children?: ReactNode
}

export const InputGroup = component<Group>("InputGroup", INPUT_SURFACES, {children: "node"}, ({children}) => (
    <div className="input-group">{children}</div>
))
