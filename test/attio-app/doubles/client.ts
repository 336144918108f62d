import {createElement} from "react"

import {schemaNodes} from "./root"
import {draw, type Drawn, tagged, type TaggedComponent} from "./tagged"

/** A dialog that is open: what it shows, and a way to close it. */
export interface OpenDialog {
    readonly title: string
    draw(): Promise<Drawn[]>
    close(): void
    readonly isOpen: () => boolean
}

/** A toast that was shown. */
export interface Toast {
    readonly variant: string
    readonly title: string
    readonly text?: string
}

type Answerer = (operation: string, variables: Readonly<Record<string, unknown>>) => unknown

/** Components that are drawn as they are; the second level after a dot. */
const COMPONENTS = {
    ...{Avatar: [], Badge: [], Banner: [], Button: [], Divider: [], Json: [], Link: [], LoadingState: []},
    ...{Section: [], StatusBadge: [], TextBlock: []},
    Typography: ["Body", "Title", "Caption"],
    DescriptionList: ["Item", "Menu"],
    DialogList: ["Item"],
    Table: ["Header", "HeaderCell", "Body", "Row", "Cell"],
} as const
const FORM_PARTS = ["TextInput", "TextArea", "NumberInput", "RichTextInput", "RadioGroup", "Checkbox", "Toggle", "Combobox", "AttioUserCombobox", "InputGroup", "Fieldset", "SubmitButton", "Section", "Button"] // prettier-ignore
const INPUTS = ["NumberInput", "CheckboxInput", "ComboboxInput", "TextInput", "DomainInput", "AttioRecordInput", "Outcome"] // prettier-ignore

/** Double of "attio/client": components as tagged elements, dialogs and toasts kept, queries answered by the test. */
export class ClientDouble {
    readonly dialogs: OpenDialog[] = []
    readonly toasts: Toast[] = []
    readonly iframes: object[] = []
    /** Operations that were sent, with their variables. */
    readonly queries: {operation: string; variables: Readonly<Record<string, unknown>>}[] = []
    settings: Record<string, unknown> = {pairing: null}
    answer: Answerer = () => ({record: null})
    private readonly cache = new Map<string, {value?: unknown; error?: unknown; wait: Promise<void>}>()
    private readonly names = new Map<unknown, number>()

    /** Draws something as the host would. */
    readonly draw = draw

    /** What the client bundle gets as the global of this package; a name that is not here is an error. */
    sdk(): object {
        const known: Record<string, unknown> = {
            ...components(),
            Extensions: {defineExtension: (extension: object) => extension},
            Forms: schemaNodes(),
            Settings: {
                defineWorkspacePage: (schema: object, render: () => unknown) => ({scope: "workspace", schema, Page: render}),
                useSettings: () => ({...this.settings}),
                getSettings: (_schema: object, key?: string) =>
                    Promise.resolve(key === undefined ? {...this.settings} : (this.settings[key] ?? null)),
                setSettings: (_schema: object, key: string, value: unknown) =>
                    Promise.resolve(void (this.settings[key] = value)),
                useForm: () => ({...parts(FORM_PARTS), Form: tagged("Form"), WithState: tagged("WithState", () => [{values: {...this.settings}, errors: {}}])}),
            },
            Workflows: {
                defineConfigurator: (block: object, render: (given: object) => unknown) => () => render(block),
                useConfigurator: () => ({...parts(INPUTS), watch: () => undefined}),
                OutcomeSchema: schemaNodes(),
            },
            useForm: () => ({...parts(FORM_PARTS), Form: tagged("Form")}),
            useQuery: (query: string, variables: Record<string, unknown>) =>
                this.waited(JSON.stringify([query, variables]), () => this.ask(query, variables)),
            useAsyncCache: (config: Record<string, unknown>) => this.asyncCache(config),
            runQuery: (query: string, variables: Record<string, unknown>) => this.ask(query, variables),
            showDialog: (o: {title: string; Dialog: unknown}) => this.showDialog(o),
            showToast: (toast: Toast) => {
                this.toasts.push(toast)
                return Promise.resolve({hideToast: nothing, updateToast: nothing, upsertToast: nothing})
            },
            showIframe: (o: object) => {
                this.iframes.push(o)
                return Promise.resolve()
            },
            alert: nothing,
            confirm: () => Promise.resolve(true),
            platform: "web-app",
        }
        return new Proxy(known, {
            get(target, name) {
                if (typeof name === "string" && !(name in target)) throw new Error(`attio/client has no stable ${name}.`)
                return target[name as string]
            },
        })
    } // prettier-ignore

    /** Forgets what was loaded: the page was opened again. */
    reload(): void {
        this.cache.clear()
    }

    private showDialog({title, Dialog}: {title: string; Dialog: unknown}): Promise<void> {
        return new Promise((resolve) => {
            let open = true
            const close = (): void => {
                open = false
                resolve()
            }
            this.dialogs.push({
                ...{title, close, isOpen: () => open},
                draw: () => draw(createElement(Dialog as never, {hideDialog: close} as never)),
            })
        })
    }

    private async ask(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> {
        const operation = /query (\w+)/.exec(query)?.[1] ?? ""
        this.queries.push({operation, variables})
        return Promise.resolve(this.answer(operation, variables))
    }

    private asyncCache(config: Record<string, unknown>) {
        const keyOf = (loader: unknown): string => {
            const [load, ...args] = Array.isArray(loader) ? loader : [loader]
            if (!this.names.has(load)) this.names.set(load, this.names.size)
            return JSON.stringify([this.names.get(load), args])
        }
        const values = Object.fromEntries(
            Object.entries(config).map(([name, loader]) => {
                const [load, ...args] = (Array.isArray(loader) ? loader : [loader]) as [(...args: unknown[]) => Promise<unknown>, ...unknown[]]
                return [name, this.waited(keyOf(loader), () => load(...args))]
            }),
        )
        return {values, invalidate: (name: string) => void this.cache.delete(keyOf(config[name]))}
    } // prettier-ignore

    /** Throws what it waits for, as a suspending hook does; later it gives the value, or throws the error. */
    private waited(key: string, load: () => Promise<unknown>): unknown {
        const known = this.cache.get(key)
        if (known === undefined) {
            const entry: {value?: unknown; error?: unknown; wait: Promise<void>} = {wait: Promise.resolve()}
            entry.wait = load().then(
                (value) => void (entry.value = value),
                (error: unknown) => void (entry.error = error),
            )
            this.cache.set(key, entry)

            throw entry.wait
        }
        if ("error" in known) throw known.error
        if (!("value" in known)) throw known.wait
        return known.value
    }
}

const nothing = (): Promise<void> => Promise.resolve()

function parts(names: readonly string[]): Record<string, TaggedComponent> {
    return Object.fromEntries(names.map((name) => [name, tagged(name)]))
}

function components(): Record<string, unknown> {
    const plain = Object.entries(COMPONENTS).map(([name, inner]) => [
        name,
        Object.assign(tagged(name), Object.fromEntries(inner.map((part) => [part, tagged(`${name}.${part}`)]))),
    ])
    const Widget = {
        TextWidget: tagged("Widget.TextWidget"),
        Title: tagged("Widget.Title"),
        Decoration: tagged("Widget.Decoration"),
        Loading: tagged("Widget.Loading"),
        Text: {Primary: tagged("Widget.Text.Primary"), Secondary: tagged("Widget.Text.Secondary")},
    }
    return {...Object.fromEntries(plain), Widget}
} // prettier-ignore
