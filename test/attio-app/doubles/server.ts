/** An error of a connection that is not there: the host opens its connect dialog. */
export class NoConnection extends Error {
    readonly code = "no-workspace-connection"
}

/** A handler as Attio keeps it. */
export interface Handler {
    readonly id: string
    readonly url: string
    readonly fileName: string
    readonly externalWebhookId: string | null
}

/** Double of "attio/server": a store in memory, a connection that can be set, handlers, settings. */
export class ServerDouble {
    readonly kvMap = new Map<string, {value: unknown; until: number}>()
    /** Keys that were written, in order. */
    readonly written: string[] = []
    /** Makes the store's writes or reads fail. */
    kvFails: "never" | "writes" | "reads" = "never"
    /** How long a read or a write takes, ms. */
    kvDelay: (what: "get" | "set") => number = () => 0
    connection: {id: string; value: string; connection_key: string} | null = {
        id: "connection-1",
        value: "phx_connectionkey0123456789abcdef",
        connection_key: "posthog",
    }
    handlers: Handler[] = []
    handlersFail = false
    settings: Record<string, unknown> = {pairing: null}
    private made = 0

    constructor(private readonly now: () => number) {}

    /** What bundles get as the global of this package. */
    sdk() {
        return {
            ATTIO_API_TOKEN: "app-token",
            getCurrentUser: () => ({id: "user-1"}),
            getUserConnection: () => this.connected(),
            getWorkspaceConnection: () => this.connected(),
            Settings: {
                getSettings: (_schema: object, key?: string) =>
                    Promise.resolve(key === undefined ? this.settings : (this.settings[key] ?? null)),
                setSettings: (_schema: object, key: string, value: unknown) => {
                    this.settings[key] = value
                    return Promise.resolve()
                },
            },
            kv: {
                get: (key: string) => this.get(key),
                mget: async (keys: string[]) =>
                    Object.fromEntries(
                        await Promise.all(keys.map(async (key) => [key, await this.get(key)])),
                    ),
                set: (key: string, value: unknown, o: {ttlInSeconds?: number} = {}) =>
                    this.set(key, value, o),
                delete: (key: string) => this.delete(key),
            },
            createWebhookHandler: ({fileName}: {fileName: string}) => this.createHandler(fileName),
            listWebhookHandlers: () => this.handled(() => [...this.handlers]),
            getWebhookHandler: (id: string) => this.handled(() => this.handlers.find((one) => one.id === id)),
            updateWebhookHandler: () => this.handled(() => undefined),
            deleteWebhookHandler: (id: string) =>
                this.handled(() => void (this.handlers = this.handlers.filter((one) => one.id !== id))),
            Workflows: {...definers(), OutcomeValue: outcomeValues()},
        }
    }

    private connected() {
        if (this.connection === null) throw new NoConnection("There is no connection.")
        return this.connection
    }

    private async get(key: string) {
        await this.taken("get")
        if (this.kvFails === "reads") throw new Error("The store is down.")
        const found = this.kvMap.get(key)
        if (found === undefined || found.until <= this.now()) return null
        return {value: JSON.parse(JSON.stringify(found.value)) as unknown}
    }

    private async taken(what: "get" | "set"): Promise<void> {
        const ms = this.kvDelay(what)
        if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
    }

    private async set(key: string, value: unknown, {ttlInSeconds}: {ttlInSeconds?: number}) {
        await this.taken("set")
        if (this.kvFails !== "never") throw new Error("The store is down.")
        this.written.push(key)
        const until = ttlInSeconds === undefined ? Infinity : this.now() + ttlInSeconds * 1000
        this.kvMap.set(key, {value: JSON.parse(JSON.stringify(value)) as unknown, until})
    }

    private delete(key: string) {
        if (this.kvFails !== "never") return Promise.reject(new Error("The store is down."))
        this.kvMap.delete(key)
        return Promise.resolve()
    }

    private createHandler(fileName: string) {
        return this.handled(() => {
            const id = `handler-${++this.made}`
            const handler = {id, url: `https://hooks.attio.test/${id}`, fileName, externalWebhookId: null}
            this.handlers.push(handler)
            return handler
        })
    }

    private handled<T>(work: () => T): Promise<T> {
        return this.handlersFail ? Promise.reject(new Error("No handlers today.")) : Promise.resolve(work())
    }
}

/** `defineWorkflowBlockExecute(block, fn)` and its four brothers. */
function definers() {
    const kinds = ["Activate", "Deactivate", "Execute", "Finish", "Trigger"]
    return Object.fromEntries(
        kinds.map((kind) => [
            `defineWorkflowBlock${kind}`,
            (block: object, handler: unknown) => ({...block, [kind.toLowerCase()]: handler}),
        ]),
    )
}

/** Values of special types, as plain data with their kind. */
function outcomeValues(): object {
    return new Proxy({}, {get: (_target, kind) => (value: unknown) => ({kind: String(kind), value})})
}
