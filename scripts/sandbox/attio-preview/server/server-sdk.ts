import {DEPRECATED_SETTINGS, sdkNamespace} from "../sdk/refusal"
import {toWire} from "../sdk/wire"
import type {Connection, Connections} from "./connections"
import type {KvStore} from "./kv"
import {serverOutcomeValues} from "./outcome-values"
import type {RealmBridge} from "./realm"
import type {SettingsStore} from "./settings-store"
import type {WebhookHandlers} from "./webhook-handlers"

/** What server code works on; lives as long as the preview. */
export interface AppState {
    readonly kv: KvStore
    readonly settings: SettingsStore
    readonly connections: Connections
    readonly webhooks: WebhookHandlers
    /** Token of the workspace, limited to the app's scopes. */
    readonly attioToken: string
}

/** The special error of a missing connection (SDK.md §3); the host opens its connect dialog on it. */
export class MissingConnection extends Error {
    constructor(
        readonly code: string,
        readonly connectionKey: string,
    ) {
        super(
            code === "connection-expired"
                ? "The connection has expired: connect again."
                : "The connection is missing: connect first.",
        )
    }
}

/**
 * `ATTIO_SERVER_APP_SDK` of one execution (SDK.md §9).
 *
 * @param user who started it; null for webhooks and workflows
 * @param ended aborted when the execution is over: what still runs then reaches nothing
 * @param onMissing told about a missing connection, so that a caller that hides the error is seen
 */
export function serverSdk(
    state: AppState,
    bridge: RealmBridge,
    user: {readonly id: string} | null,
    ended: AbortSignal,
    onMissing: () => void,
): object {
    const {kv, settings, webhooks, connections} = state
    const {guard} = bridge
    const data = (work: (...args: never[]) => unknown): ((...args: unknown[]) => Promise<unknown>) =>
        bridge.data((...args: never[]) => {
            ended.throwIfAborted()
            return work(...args)
        })
    const json = (value: unknown): string => JSON.stringify(value)
    const connection = (scope: "workspace" | "user") =>
        guard((key?: unknown): Connection => {
            const read = connections.read(scope, key)
            if ("connection" in read) return read.connection
            onMissing()
            throw new MissingConnection(read.code, read.key)
        })
    const handler = (name: string) => (block: object, work: unknown) => ({...block, [name]: work})
    return sdkNamespace(
        "attio/server",
        {
            ATTIO_API_TOKEN: state.attioToken,
            getCurrentUser: () => (user === null ? null : {...user}),
            getWorkspaceConnection: connection("workspace"),
            getUserConnection: connection("user"),
            kv: {
                set: data((key: unknown, value: unknown, o?: unknown) => kv.set(key, value, o)),
                get: data((key: unknown) => json(kv.get(key))),
                mget: data((keys: unknown) => json(kv.mget(keys))),
                delete: data((key: unknown) => kv.delete(key)),
            },
            Settings: sdkNamespace("attio/server Settings", {
                getSettings: data((_schema: unknown, key?: unknown) =>
                    json(key === undefined ? settings.all() : settings.get(key)),
                ),
                setSettings: data((_schema: unknown, key: unknown, value: unknown) =>
                    settings.set(key, value),
                ),
            }),
            createWebhookHandler: data((o: unknown) => json(webhooks.create(o))),
            listWebhookHandlers: data(() => json(webhooks.list())),
            getWebhookHandler: data((id: unknown) => json(webhooks.get(id))),
            updateWebhookHandler: data((id: unknown, o: unknown) => webhooks.update(id, o)),
            deleteWebhookHandler: data((id: unknown) => webhooks.delete(id)),
            Workflows: sdkNamespace("attio/server Workflows", {
                OutcomeValue: serverOutcomeValues(),
                defineWorkflowBlockExecute: handler("execute"),
                defineWorkflowBlockFinish: handler("finish"),
                defineWorkflowBlockActivate: handler("activate"),
                defineWorkflowBlockTrigger: handler("trigger"),
                defineWorkflowBlockDeactivate: handler("deactivate"),
            }),
        },
        {
            ...DEPRECATED_SETTINGS,
            attioFetch: "attioFetch is deprecated: use ATTIO_API_TOKEN with fetch.",
        },
    )
}

/** The block handler's answer as plain data. */
export function outcomeOf(value: unknown, what: string): Record<string, unknown> {
    return JSON.parse(toWire(value, what) || "null") as Record<string, unknown>
}
