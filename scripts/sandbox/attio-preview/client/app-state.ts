import {call} from "./api"
import {Store} from "./store"

export type SettingValue = string | number | boolean | null

export interface ConnectionState {
    readonly key: string
    readonly title: string
    readonly description: string
    readonly secretLabel: string
    readonly state: "none" | "connected" | "expired"
}

export interface AppInfo {
    readonly blocks: readonly string[]
    readonly settings: SettingsState
    readonly connections: readonly ConnectionState[]
    /** ms to add to the browser's clock to get the workspace's. */
    readonly clockOffset: number
}

export interface SettingsState {
    readonly fields: Readonly<Record<string, {readonly type: string}>>
    readonly values: Readonly<Record<string, SettingValue>>
}

export const settings = new Store<SettingsState>({fields: {}, values: {}})
export const connections = new Store<readonly ConnectionState[]>([])

/** Reads what the page needs before it draws anything. */
export async function loadApp(): Promise<AppInfo> {
    const info = await call<AppInfo>("GET", "/api/app")
    settings.set(info.settings)
    connections.set(info.connections)
    return info
}

/** Stores one setting. @throws HostRefusal for an unknown key or a value of another type */
export async function saveSetting(key: string, value: unknown): Promise<void> {
    settings.set(await call<SettingsState>("POST", "/api/settings", {key, value: value ?? null}))
}

/** Server code may have changed settings: what it returned with its answer replaces what is known. */
export function settingsChanged(state: SettingsState): void {
    if (JSON.stringify(state.values) !== JSON.stringify(settings.get().values)) settings.set(state)
}
