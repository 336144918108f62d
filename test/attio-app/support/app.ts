import vm from "node:vm"

import * as React from "react"

import {ClientDouble} from "../doubles/client"
import {createRootDouble} from "../doubles/root"
import {ServerDouble} from "../doubles/server"
import {bundles, readBundles} from "./bundles"

/** A build takes ten seconds, more on a busy machine. */
beforeAll(readBundles, 240_000)

/** A surface of the client bundle. */
export interface Surface {
    readonly id?: string
    readonly objects?: readonly string[]
    readonly onTrigger?: (given: object) => Promise<void>
    readonly Widget?: unknown
    readonly Page?: () => unknown
}

/** A request that left the app. */
export interface Sent {
    readonly url: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
}

/** The world outside: answers a request, or throws as a fetch does. */
export type Outside = (sent: Sent) => Promise<Response> | Response

/** The shipped bundles in a host of doubles. */
export class App {
    readonly client = new ClientDouble()
    readonly server: ServerDouble
    readonly sent: Sent[] = []
    readonly logged: string[] = []
    outside: Outside = () => new Response("{}", {status: 404})
    /** By kind: "record-widget", "record-action", … */
    readonly surfaces: Readonly<Record<string, readonly Surface[]>>
    private readonly serverRealm: vm.Context
    private readonly blocks = new Map<string, vm.Context>()

    constructor(readonly now: () => number = Date.now) {
        this.server = new ServerDouble(now)
        this.serverRealm = this.realm(bundles().server, {ATTIO_SERVER_APP_SDK: this.server.sdk()})
        let surfaces: Record<string, Surface[]> = {}
        this.realm(bundles().client, {
            ...{React, ATTIO_CLIENT_EXTENSION_SDK: this.client.sdk()},
            registerSurfaces: (map: Record<string, Surface[]>) => (surfaces = map),
            runServerFunction: (hash: string, args: unknown[]) => this.serverFunction(hash, ...args),
            ...{fetch: undefined, process: undefined},
        })
        this.surfaces = surfaces
    }

    /** Sets the pairing text on both sides. */
    pair(text: string | null): void {
        this.client.settings.pairing = text
        this.server.settings.pairing = text
    }

    /** Calls a server function as the client does: arguments and results travel as JSON. */
    async serverFunction(hash: string, ...args: unknown[]): Promise<unknown> {
        return wire(await this.run(this.serverRealm, "stdin_default", hash, wire(args)))
    }

    /** A request at the address of a webhook file. */
    webhook(name: string, request: Request): Promise<Response> {
        return this.run(this.serverRealm, "stdin_webhooks_default", name, [request]) as Promise<Response>
    }

    /** An event of a connection. */
    event(name: string, given: object): Promise<unknown> {
        return this.run(this.serverRealm, "stdin_events_default", name, [given])
    }

    /** A handler of a workflow block. */
    async block(id: string, handler: string, args: readonly unknown[]): Promise<unknown> {
        const realm = this.blocks.get(id) ?? this.realm(bundles().workflow[id] ?? "", {ATTIO_SERVER_APP_SDK: this.server.sdk()})
        this.blocks.set(id, realm)
        return wire(await this.run(realm, "stdin_workflow_block_handlers_default", id, handler, args))
    } // prettier-ignore

    private async run(realm: vm.Context, name: string, ...args: readonly unknown[]): Promise<unknown> {
        return (realm[name] as (...given: readonly unknown[]) => Promise<unknown>)(...args)
    }

    private realm(code: string, given: object): vm.Context {
        const log = (...parts: unknown[]) => void this.logged.push(parts.map(String).join(" "))
        const context = vm.createContext({
            ATTIO_ROOT_SDK: createRootDouble(),
            registerSettingsSchema: () => undefined,
            console: {log, info: log, warn: log, error: log},
            process: {env: {}},
            fetch: (url: string, init: RequestInit) => this.fetched(url, init),
            ...{Request, Response, Headers, URL, TextEncoder, TextDecoder, setTimeout, clearTimeout, queueMicrotask},
            ...given,
        })
        // One clock for the app and its tests.
        vm.runInContext("globalThis.RealDate = Date", context)
        context.clock = this.now
        vm.runInContext("Date = class extends RealDate { constructor(...a) { super(...(a.length ? a : [clock()])) } static now() { return clock() } }", context)
        vm.runInContext(code, context)
        return context
    } // prettier-ignore

    private async fetched(url: string, init: RequestInit): Promise<Response> {
        const sent = {
            url,
            method: init.method ?? "GET",
            headers: {...(init.headers as Record<string, string>)},
            body: typeof init.body === "string" ? init.body : "",
        }
        this.sent.push(sent)
        return this.outside(sent)
    }
}

function wire<T>(value: T): T {
    return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T)
}
