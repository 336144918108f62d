import type {Config} from "../../config/config"
import type {Host} from "../../host"
import {sealed, unsealed} from "../../seal"
import {hash8, type Written} from "./key-line"

/** A tile as it was provisioned. */
export interface RegisteredTile {
    /** Id of its insight; null while it is a text. */
    readonly insight: number | null
    readonly written: Written | null
    /** Made a moment ago: it was not checked yet whether somebody else made the same at the same time. */
    readonly fresh?: true
    /** Another installation wrote it since, and this one has written it back: a second time it gives way. */
    readonly again?: true
}

/** What was provisioned of one dashboard (C4): small, and rebuilt from PostHog when it is lost. */
export interface Registry {
    /** Which PostHog and project, without telling them: ids of another project mean nothing. */
    readonly project: string
    readonly dashboard: number
    /** When PostHog made it: after a server was set up anew its id may be somebody else's. */
    readonly made?: string
    readonly fresh?: true
    readonly tiles: Readonly<Record<string, RegisteredTile>>
}

/** Which project a registry belongs to. */
export function projectMark({posthogHost, project}: Pick<Config, "posthogHost" | "project">): string {
    return hash8([posthogHost, project])
}

/** The registry of a dashboard; null when there is none, when it cannot be read, and when it is of another project. */
export async function readRegistry(
    storage: Host["storage"],
    dashboard: string,
    project: string,
): Promise<Registry | null> {
    const key = keyOf(dashboard)
    const value = unsealed(key, await storage.get(key)) as Registry | undefined
    return value?.project === project ? value : null
}

/** Stores it, unless it says the same already. */
export async function saveRegistry(
    storage: Host["storage"],
    dashboard: string,
    registry: Registry,
    before: Registry | null,
): Promise<void> {
    if (JSON.stringify(registry) === JSON.stringify(before)) return
    const key = keyOf(dashboard)
    await storage.set(key, sealed(key, registry))
}

function keyOf(dashboard: string): string {
    return `dashboards:${dashboard}`
}
