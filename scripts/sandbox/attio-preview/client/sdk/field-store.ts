import {createContext, useContext} from "react"

import {refuse} from "../api"
import type {Store} from "../store"
import {useStore} from "../store"

type Values = Readonly<Record<string, unknown>>

/** What inputs read and write: a form, the settings, or a block's configuration. */
export interface FieldStore {
    readonly state: Store<{values: Values; errors: Readonly<Record<string, string>>; submitting: boolean}>
    /** Called when a value has been entered: on blur for text and numbers, at once for the rest. */
    readonly commit: (path: string) => void
    /**
     * @returns the field's kind
     * @throws HostRefusal when a field of this path and kind does not exist
     */
    readonly expect: (path: string, kinds: readonly string[]) => string
}

export const FieldStoreContext = createContext<FieldStore | null>(null)

/** The store around an input; inputs outside a form are refused. */
export function useFields(name: string): FieldStore {
    const store = useContext(FieldStoreContext)
    return store ?? refuse(`<${name}> is drawn inside a <Form> only.`)
}

/** One field's value, error and setter. */
export function useField(
    name: string,
    path: string,
    kinds: readonly string[],
): {
    kind: string
    value: unknown
    error: string | undefined
    set: (value: unknown) => void
    commit: () => void
} {
    const fields = useFields(name)
    const kind = fields.expect(path, kinds)
    const {values, errors} = useStore(fields.state)
    return {
        kind,
        value: valueAt(values, path),
        error: errors[path],
        set: (value) =>
            fields.state.update((state) => ({...state, values: withValue(state.values, path, value)})),
        commit: () => fields.commit(path),
    }
}

export function valueAt(values: Values, path: string): unknown {
    return path.split(".").reduce<unknown>((at, part) => (at as Values | null | undefined)?.[part], values)
}

/** A copy with one value changed; lists stay lists. */
export function withValue(values: Values, path: string, value: unknown): Values {
    const [first = "", ...rest] = path.split(".")
    const next = rest.length === 0 ? value : withValue((values[first] ?? {}) as Values, rest.join("."), value)
    if (!Array.isArray(values)) return {...values, [first]: next}
    return values.map((item: unknown, index) => (String(index) === first ? next : item)) as unknown as Values
}
