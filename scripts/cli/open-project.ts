import {randomBytes} from "node:crypto"
import path from "node:path"

import {PostHogClient} from "@beton/posthog-app/clients/posthog"
import type {Config} from "@beton/posthog-app/config/config"
import {keyPairOf} from "@beton/shared/events/signing"

import {loadExport} from "../import/load-export"
import {readingHost} from "../node-host"
import {startPostHog} from "../sandbox/posthog"
import {configOrThrow, readConfigFile} from "./config-file"
import {UsageError} from "./errors"
import type {Io} from "./io"

/** A project that a command reads. */
export interface OpenProject {
    readonly config: Config
    /** A client with its own count of queries. */
    client(): PostHogClient
    /** Where the data end, unix ms: nothing later is asked about. */
    readonly now: number
    /** ISO instant of the last event of loaded data; null for a live project. */
    readonly lastEvent: string | null
}

/** `--data` and `--config` of a command. */
export interface ProjectArgs {
    readonly data: string | undefined
    readonly config: string | undefined
}

/** @throws UsageError when neither is given */
export function requireProject({data, config}: ProjectArgs): void {
    if (data === undefined && config === undefined)
        throw new UsageError("Give --data DIR (exported events) or --config FILE (a live PostHog project).")
}

/**
 * Exported data in a fresh sandbox (`--data`, with the settings of `--config` if given), or the live project of a
 * configuration file, which is only read. Data with a single group type need no setting for what an account is.
 *
 * @throws UsageError naming the option or setting
 */
export async function openProject(args: ProjectArgs, io: Io): Promise<OpenProject> {
    requireProject(args)
    const settings = readConfigFile(args.config)
    return args.data === undefined ? live(settings, io) : loaded(args.data, settings, io)
}

function live(settings: Record<string, unknown>, io: Io): OpenProject {
    // Nothing is signed while reading, so a file without the key will do.
    const config = configOrThrow({signing_key: keyPairOf(randomBytes(32)).privateKey, ...settings})
    return {
        config,
        client: () => new PostHogClient(readingHost(Date.now, io.log), config),
        now: Date.now(),
        lastEvent: null,
    }
}

async function loaded(dir: string, settings: Record<string, unknown>, io: Io): Promise<OpenProject> {
    const posthog = await startPostHog()
    io.defer(() => posthog.close())
    const progress = io.progress("Loading")
    const found = await loadExport(posthog.admin, dir, {
        name: path.basename(path.resolve(dir)),
        signal: io.signal,
        onProgress: (_part, fraction, events) =>
            progress.update(fraction, `${events.toLocaleString("en")} events`),
    })
    progress.done(`${found.events.toLocaleString("en")} events`)
    const key = await posthog.admin.createPersonalKey({
        scopes: ["query:read", "project:read", "group:read"],
    })
    const [only, ...others] = found.group_types
    const config = configOrThrow({
        ...(only !== undefined && others.length === 0 ? {account: `group:${only}`} : {}),
        ...settings,
        posthog_host: posthog.url,
        posthog_key: key,
        posthog_project: String(found.project_id),
        signing_key: keyPairOf(randomBytes(32)).privateKey,
    })
    return {
        config,
        client: () => new PostHogClient(readingHost(Date.now, io.log), config),
        now: Date.parse(found.now),
        lastEvent: found.last_event,
    }
}
