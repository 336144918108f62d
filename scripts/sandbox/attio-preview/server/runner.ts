import vm from "node:vm"

import {HostRefusal} from "../sdk/refusal"
import {rootSdk} from "../sdk/root-sdk"
import {toWire} from "../sdk/wire"
import {routeOf, type Upstream} from "./outbound"
import {createRealm} from "./realm"
import {type AppState, serverSdk} from "./server-sdk"
import type {ViewCounter} from "./views"

/** Longest execution, ms (SDK.md §3). */
export const EXECUTION_LIMIT_MS = 30_000

/** Entry points of the bundles (SDK.md §9). */
export type EntryPoint =
    | "stdin_default"
    | "stdin_webhooks_default"
    | "stdin_events_default"
    | "stdin_workflow_block_handlers_default"

/** One execution of server code. */
export interface Execution {
    readonly script: vm.Script
    readonly entry: EntryPoint
    /** Function hash, file name, or block id and handler. */
    readonly names: readonly string[]
    /** JSON values, or Requests. */
    readonly args: readonly unknown[]
    readonly user: {readonly id: string} | null
    /** View that is charged with the calls. */
    readonly view: string | null
}

export interface RunnerOptions {
    readonly state: AppState
    readonly upstreams: () => readonly Upstream[]
    readonly env: Readonly<Record<string, string>>
    readonly views: ViewCounter
    /** ms to add to the machine's clock. */
    readonly clockOffset: () => number
    readonly limitMs?: number
    readonly onLog: (level: string, text: string) => void
    /** Told what the real host would not accept or a reviewer would find. */
    readonly onProblem: (text: string) => void
}

type Parse = (text: string) => unknown

/** Runs server code as Attio does: a fresh realm each time, a time limit, nothing but the documented globals. */
export class Runner {
    constructor(private readonly options: RunnerOptions) {}

    /** Loads a bundle without calling it: it registers its settings. */
    load(script: vm.Script): void {
        this.#realm(script, null, null, new AbortController().signal, () => {})
    }

    /** @returns what the entry point resolved with; a Response for webhooks */
    async run(execution: Execution): Promise<unknown> {
        const {script, entry, names, args, user, view} = execution
        const limit = this.options.limitMs ?? EXECUTION_LIMIT_MS
        const ended = new AbortController()
        let missing = false
        const {context, bridge} = this.#realm(script, user, view, ended.signal, () => (missing = true))
        const parse = vm.runInContext(
            "(text) => text === '' ? undefined : JSON.parse(text)",
            context,
        ) as Parse
        const list = vm.runInContext("(...items) => items", context) as (...items: unknown[]) => unknown[]
        const passed = args.map((arg) =>
            arg instanceof Request ? bridge.own(arg) : parse(toWire(arg, "An argument")),
        )
        const call = context[entry] as (...all: unknown[]) => Promise<unknown>
        let timer: NodeJS.Timeout | undefined
        try {
            const work = call(...names, list(...passed))
            const tooLong = new Promise<never>((_, reject) => {
                const refusal = new HostRefusal(`The work took longer than ${limit / 1000} seconds.`)
                timer = setTimeout(() => reject(refusal), limit)
            })
            const result = await Promise.race([work, tooLong])
            if (missing)
                this.options.onProblem(
                    `${names.join(" ")} caught the error of a missing connection: no connect dialog opens then.`,
                )
            return result
        } finally {
            clearTimeout(timer)
            ended.abort(new HostRefusal("The execution has ended."))
        }
    }

    #realm(
        script: vm.Script,
        user: Execution["user"],
        view: string | null,
        ended: AbortSignal,
        onMissing: () => void,
    ): ReturnType<typeof createRealm> {
        const {state, env, onLog, limitMs} = this.options
        const realm = createRealm({
            fetch: (url, init) => this.#fetch(url, init, view, ended),
            log: onLog,
            clockOffset: this.options.clockOffset(),
            env: (name) => {
                const value = env[name]
                if (value === undefined) onLog("warn", `process.env.${name} is not set.`)
                return value
            },
        })
        Object.assign(realm.context, {
            ATTIO_ROOT_SDK: rootSdk(),
            ATTIO_SERVER_APP_SDK: serverSdk(state, realm.bridge, user, ended, onMissing),
            registerSettingsSchema: (schema: unknown) => state.settings.register(schema),
        })
        script.runInContext(realm.context, {timeout: limitMs ?? EXECUTION_LIMIT_MS})
        return realm
    }

    async #fetch(
        address: string,
        init: RequestInit,
        view: string | null,
        ended: AbortSignal,
    ): Promise<Response> {
        ended.throwIfAborted()
        const {url, kind} = routeOf(this.options.upstreams(), address)
        if (kind !== "preview") this.options.views.count(view, kind)
        const signal = init.signal instanceof AbortSignal ? AbortSignal.any([ended, init.signal]) : ended
        const response = await fetch(url, {...init, signal})
        // Read within the limit: a body cannot arrive after the execution has ended.
        const body = [204, 304].includes(response.status) ? null : await response.arrayBuffer()
        return new Response(body, {
            status: response.status,
            statusText: response.statusText,
            headers: plain(response),
        })
    }
}

/** Headers without those that describe the bytes on the way, which fetch has undone. */
function plain(response: Response): Headers {
    const headers = new Headers(response.headers)
    for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name)
    return headers
}
