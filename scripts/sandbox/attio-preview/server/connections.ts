import {randomUUID} from "node:crypto"

import {HostRefusal} from "../sdk/refusal"

/** A connection that the app offers; in Attio it is set up in the developer dashboard, not in the code. */
export interface ConnectionKind {
    readonly key: string
    readonly title: string
    readonly description: string
    /** What the person types, e.g. "Personal API key". */
    readonly secretLabel: string
    readonly scope: "workspace" | "user"
}

/** As server code sees it (SDK.md §3). */
export interface Connection {
    readonly id: string
    readonly value: string
    readonly connection_key: string
    readonly createdBy: {readonly type: "user"; readonly id: string}
    readonly ownedBy: {readonly type: "user" | "workspace"; readonly id: string}
}

export type ConnectionErrorCode = "no-workspace-connection" | "no-user-connection" | "connection-expired"

/** Codes of the errors that make the host open its connect dialog. */
export const CONNECTION_ERRORS: readonly string[] = [
    "no-workspace-connection",
    "no-user-connection",
    "connection-expired",
] satisfies ConnectionErrorCode[]

/** The workspace's connections. Secrets stay in here: the page learns only whether one is there. */
export class Connections {
    readonly #held = new Map<string, {connection: Connection; expired: boolean}>()

    constructor(
        readonly kinds: readonly ConnectionKind[],
        private readonly owner: {readonly userId: string; readonly workspaceId: string},
    ) {}

    kind(key: string): ConnectionKind {
        const found = this.kinds.find((kind) => kind.key === key)
        if (found === undefined) throw new HostRefusal(`The app has no connection "${key}".`)
        return found
    }

    /** A connection that is not stored yet: the connection-added event sees it first. */
    make(key: string, value: string): Connection {
        const {scope} = this.kind(key)
        const {userId, workspaceId} = this.owner
        return {
            id: randomUUID(),
            value,
            connection_key: key,
            createdBy: {type: "user", id: userId},
            ownedBy: {type: scope, id: scope === "user" ? userId : workspaceId},
        }
    }

    store(connection: Connection): void {
        this.#held.set(connection.connection_key, {connection, expired: false})
    }

    drop(key: string): void {
        this.#held.delete(key)
    }

    /** From now on reading it says that it has expired. */
    expire(key: string): void {
        const held = this.#held.get(key)
        if (held !== undefined) held.expired = true
    }

    held(key: string): Connection | null {
        return this.#held.get(key)?.connection ?? null
    }

    /**
     * What getWorkspaceConnection and getUserConnection do.
     *
     * @returns the connection, or the code of the special error and the connection that is missing
     */
    read(
        scope: "workspace" | "user",
        key: unknown,
    ): {readonly connection: Connection} | {readonly code: ConnectionErrorCode; readonly key: string} {
        const fitting = this.kinds.filter((kind) => kind.scope === scope)
        const kind = key === undefined ? fitting[0] : fitting.find((one) => one.key === key)
        if (kind === undefined)
            throw new HostRefusal(
                `The app has no ${scope} connection${key === undefined ? "" : ` "${String(key)}"`}.`,
            )
        const held = this.#held.get(kind.key)
        if (held === undefined) return {code: `no-${scope}-connection`, key: kind.key}
        return held.expired ? {code: "connection-expired", key: kind.key} : {connection: held.connection}
    }

    /** For the page: no secrets. */
    list(): readonly (ConnectionKind & {readonly state: "none" | "connected" | "expired"})[] {
        return this.kinds.map((kind) => {
            const held = this.#held.get(kind.key)
            return {...kind, state: held === undefined ? "none" : held.expired ? "expired" : "connected"}
        })
    }
}
