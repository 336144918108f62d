import type {Script} from "node:vm"

import {AttioReader} from "../graphql/attio-reader"
import {runGraphql} from "../graphql/execute"
import {HostRefusal} from "../sdk/refusal"
import {toWire} from "../sdk/wire"
import type {AppBundles} from "./bundles"
import {type ConnectionKind, Connections} from "./connections"
import {KvStore} from "./kv"
import type {Upstream} from "./outbound"
import {Runner} from "./runner"
import type {AppState} from "./server-sdk"
import {SettingsStore} from "./settings-store"
import {ViewCounter} from "./views"
import {WebhookHandlers} from "./webhook-handlers"
import {Workflows} from "./workflows"

/** What the app runs on. */
export interface AppHostOptions {
    readonly bundles: AppBundles
    readonly attio: {
        readonly url: string
        readonly workspaceId: string
        /** Token with the app's scopes, for `ATTIO_API_TOKEN`. */
        readonly token: string
        /** Token of the preview's own pages, which show the workspace. */
        readonly readToken: string
    }
    /** Services that server code may reach. */
    readonly upstreams: readonly Upstream[]
    readonly connections: readonly ConnectionKind[]
    /** The app's environment variables. */
    readonly env: Readonly<Record<string, string>>
    /** The member who looks at the pages. */
    readonly userId: string
    /** The workspace's clock, ms since the epoch; server and client code read it as theirs. */
    readonly now?: () => number
    readonly limitMs?: number
}

const KEPT_LINES = 500

/** One installed app: its bundles, its state, and the calls into both. */
export class AppHost {
    readonly views = new ViewCounter()
    readonly logs: {readonly level: string; readonly text: string}[] = []
    /** What the real host would refuse, or a reviewer would find. */
    readonly problems: string[] = []
    readonly state: AppState
    readonly workflows: Workflows
    readonly reader: AttioReader
    readonly #runner: Runner

    /** @param origin address of the preview, for webhooks and callbacks */
    constructor(
        readonly options: AppHostOptions,
        origin: () => string,
    ) {
        const now = options.now ?? Date.now
        const {url, token, readToken, workspaceId} = options.attio
        this.reader = new AttioReader(url, readToken)
        this.state = {
            kv: new KvStore(now),
            settings: new SettingsStore(),
            connections: new Connections(options.connections, {userId: options.userId, workspaceId}),
            webhooks: new WebhookHandlers((path) => `${origin()}/hooks/${path}`),
            attioToken: token,
        }
        const own = (): Upstream => ({kind: "preview", origins: [], target: origin()})
        this.#runner = new Runner({
            state: this.state,
            upstreams: () => [...options.upstreams, own()],
            env: options.env,
            views: this.views,
            clockOffset: () => this.clockOffset(),
            ...(options.limitMs === undefined ? {} : {limitMs: options.limitMs}),
            onLog: (level, text) => keep(this.logs, {level, text}),
            onProblem: (text) => this.problem(text),
        })
        // The server bundle registers the settings, which are there before anything is called.
        this.#runner.load(options.bundles.server)
        this.workflows = new Workflows(
            async (blockId, handler, args) =>
                this.#runner.run({
                    script: this.#block(blockId),
                    entry: "stdin_workflow_block_handlers_default",
                    names: [blockId, handler],
                    args,
                    user: null,
                    view: null,
                }),
            (kind, id) => `${origin()}/${kind}/${id}`,
            now,
        )
    }

    /** ms to add to the machine's clock to get the workspace's; 0 unless a clock was given. */
    clockOffset(): number {
        const {now} = this.options
        return now === undefined ? 0 : Math.round(now() - Date.now())
    }

    problem(text: string): void {
        if (!this.problems.includes(text)) keep(this.problems, text)
    }

    /**
     * Calls a server function.
     *
     * @param origin "app", or the id of the block whose configurator calls
     * @returns JSON text; empty for undefined
     */
    async callFunction(o: {
        origin: string
        hash: string
        args: readonly unknown[]
        view: string | null
    }): Promise<string> {
        this.views.count(o.view, "functions")
        const result = await this.#runner.run({
            script: o.origin === "app" ? this.options.bundles.server : this.#block(o.origin),
            entry: "stdin_default",
            names: [o.hash],
            args: o.args,
            user: {id: this.options.userId},
            view: o.view,
        })
        return toWire(result, `The result of ${o.hash}`)
    }

    async graphql(
        query: string,
        variables: Readonly<Record<string, unknown>>,
        view: string | null,
    ): Promise<unknown> {
        this.views.count(view, "graphql")
        return runGraphql(this.reader, query, variables)
    }

    /** Stores a connection after the app's event has seen it; a throw of the event keeps the old state. */
    async connect(key: string, value: string): Promise<void> {
        if (value === "") throw new HostRefusal("Enter the key.")
        const {connections} = this.state
        const connection = connections.make(key, value)
        await this.#event("connection-added", connection)
        connections.store(connection)
    }

    async disconnect(key: string): Promise<void> {
        const connection = this.state.connections.held(key)
        if (connection === null) return
        await this.#event("connection-removed", connection)
        this.state.connections.drop(key)
    }

    /** A request at a webhook's address; null when there is none. */
    async webhook(url: string, request: Request): Promise<Response | null> {
        const handler = this.state.webhooks.at(url)
        if (handler === null) return null
        const response = await this.#runner.run({
            script: this.options.bundles.server,
            entry: "stdin_webhooks_default",
            names: [handler.fileName],
            args: [request],
            user: null,
            view: null,
        })
        if (!(response instanceof Response))
            throw new HostRefusal(`${handler.fileName} did not answer with a Response.`)
        return response
    }

    async #event(name: string, connection: object): Promise<void> {
        try {
            await this.#runner.run({
                script: this.options.bundles.server,
                entry: "stdin_events_default",
                names: [name],
                args: [{connection}],
                user: {id: this.options.userId},
                view: null,
            })
        } catch (error) {
            // An app need not have the file of an event.
            if ((error as Error).message !== "Event handler not found") throw error
        }
    }

    #block(id: string): Script {
        const found = this.options.bundles.blocks.get(id)
        if (found === undefined) throw new HostRefusal(`The app has no workflow block "${id}".`)
        return found
    }
}

function keep<T>(list: T[], item: T): void {
    list.push(item)
    if (list.length > KEPT_LINES) list.shift()
}
