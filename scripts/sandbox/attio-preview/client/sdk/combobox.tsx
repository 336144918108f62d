import {type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState} from "react"

import {reportProblem} from "../api"
import {component, type PropSpec} from "./component"
import {useField} from "./field-store"
import {type InputProps, Labelled} from "./inputs"

/** An option; values that are no text (records) are kept under their own key. */
export interface Option {
    readonly value: string
    readonly label: string
    readonly description?: string
    readonly keywords?: readonly string[]
    readonly categoryLabel?: string
}

/** Options that are asked for. */
export interface OptionsProvider {
    readonly search: (query: string) => Promise<readonly Option[]>
    readonly getOption: (value: string) => Promise<Omit<Option, "value"> | undefined>
}

type Options = readonly Option[] | OptionsProvider

/** Props of every combobox. */
export const PICKER_PROPS: PropSpec = {
    ...{name: "string", label: "string", "placeholder?": "any", "searchPlaceholder?": "string"},
    ...{"disabled?": "boolean", "help?": "string", "tooltip?": "string", "disableVariables?": "boolean"},
    ...{"onChange?": "function", "multi?": "boolean", "disableSearch?": "boolean"},
}

function providerOf(options: Options): OptionsProvider {
    if ("search" in options) return options
    return {
        search: async (query) => {
            const wanted = query.trim().toLowerCase()
            const texts = ({label, keywords = []}: Option): string[] => [label, ...keywords]
            return options.filter((option) =>
                texts(option).some((text) => text.toLowerCase().includes(wanted)),
            )
        },
        getOption: async (value) => options.find((option) => option.value === value),
    }
}

interface PickerProps extends InputProps {
    readonly tag: string
    readonly kinds: readonly string[]
    readonly options: Options
    /** Text of a stored value, and back; the value itself unless given. */
    readonly toKey?: (value: unknown) => string
    readonly fromKey?: (key: string) => unknown
}

/** A text field with a list of options below it (WAI-ARIA combobox with a list popup). */
export function Picker({
    tag,
    kinds,
    options,
    name,
    label,
    help,
    placeholder,
    disabled,
    onChange,
    ...o
}: PickerProps): ReactNode {
    const {toKey = String, fromKey = (key: string): unknown => key} = o
    const {kind, value, error, set, commit} = useField(tag, name, [...kinds, "array"])
    const [query, setQuery] = useState<string | null>(null)
    const [found, setFound] = useState<readonly Option[]>([])
    const [shown, setShown] = useState<Readonly<Record<string, string>>>({})
    const [active, setActive] = useState(0)
    const listId = useId()
    const input = useRef<HTMLInputElement>(null)
    const chosen = (
        Array.isArray(value) ? value : value === undefined || value === null || value === "" ? [] : [value]
    ).map(toKey)
    const many = kind === "array"
    const provider = providerOf(options)
    const open = query !== null

    useEffect(() => {
        if (query === null) return undefined
        let current = true
        provider.search(query).then(
            (result) => current && (setFound(result), setActive(0)),
            (failure: Error) =>
                reportProblem(`The options of ${label} could not be read: ${failure.message}`),
        )
        return () => {
            current = false
        }
    }, [query])
    useEffect(() => {
        for (const key of chosen)
            void provider.getOption(key).then(
                (option) => setShown((known) => ({...known, [key]: option?.label ?? key})),
                () => setShown((known) => ({...known, [key]: key})),
            )
    }, [chosen.join("\n")])

    const write = (next: unknown): void => {
        set(next)
        onChange?.({type: "static", value: next})
        commit()
        setQuery(null)
    }
    const choose = ({value: key, label: text}: Option): void => {
        setShown((known) => ({...known, [key]: text}))
        if (!many) return write(fromKey(key))
        write(
            chosen.includes(key)
                ? chosen.filter((one) => one !== key).map(fromKey)
                : [...chosen, key].map(fromKey),
        )
    }
    const onKey = (event: KeyboardEvent): void => {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault()
            if (!open) return setQuery("")
            const step = event.key === "ArrowDown" ? 1 : -1
            setActive((index) => (index + step + found.length) % Math.max(1, found.length))
        } else if (event.key === "Enter" && open) {
            event.preventDefault()
            const option = found[active]
            if (option !== undefined) choose(option)
        } else if (event.key === "Escape" && open) {
            // Closes the list, not the dialog around it.
            event.preventDefault()
            event.stopPropagation()
            setQuery(null)
        } else if (event.key === "Backspace" && (query ?? "") === "" && chosen.length > 0) {
            write(many ? chosen.slice(0, -1).map(fromKey) : undefined)
        }
    }
    const text = query ?? chosen.map((key) => shown[key] ?? "").join(", ")
    return (
        <Labelled label={label} help={help} error={error}>
            {(ids) => (
                <div className="combobox">
                    <input
                        {...ids}
                        ref={input}
                        role="combobox"
                        autoComplete="off"
                        aria-expanded={open}
                        aria-controls={listId}
                        aria-autocomplete="list"
                        aria-activedescendant={open && found.length > 0 ? `${listId}-${active}` : undefined}
                        value={text}
                        placeholder={typeof placeholder === "string" ? placeholder : "Choose…"}
                        disabled={disabled}
                        onClick={() => setQuery((current) => current ?? "")}
                        onChange={(event) => setQuery(event.currentTarget.value)}
                        onKeyDown={onKey}
                        onBlur={() => setQuery(null)}
                    />
                    <ul id={listId} role="listbox" aria-label={label} hidden={!open}>
                        {found.map((option, index) => (
                            <li
                                key={option.value}
                                id={`${listId}-${index}`}
                                role="option"
                                aria-selected={chosen.includes(option.value)}
                                className={index === active ? "active" : ""}
                                onPointerDown={(event) => event.preventDefault()}
                                onClick={() => choose(option)}
                            >
                                <span>{option.label}</span>
                                {option.description === undefined ? null : (
                                    <small>{option.description}</small>
                                )}
                            </li>
                        ))}
                        {found.length === 0 ? (
                            <li role="option" aria-selected="false" aria-disabled="true" className="none">
                                Nothing found
                            </li>
                        ) : null}
                    </ul>
                </div>
            )}
        </Labelled>
    )
}

const picker = (tag: string, kinds: readonly string[]) =>
    component<InputProps & {options: Options}>(
        tag,
        ["dialog", "settings", "configurator"],
        {...PICKER_PROPS, options: "object", "decorated?": "boolean"},
        (props) => <Picker {...props} tag={tag} kinds={kinds} />,
    )

export const Combobox = picker("Combobox", ["string"])
export const ComboboxInput = picker("ComboboxInput", ["string", "stringEnum"])
