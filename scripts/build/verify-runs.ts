import {randomBytes} from "node:crypto"

import {keyPairOf} from "@beton/shared/events/signing"

import {WorkError} from "../cli/errors"
import {createPluginHost, type PluginHost} from "../sandbox/plugin-host"
import {fieldsOf, type Manifest} from "./manifest-schema"

interface PluginFiles {
    readonly indexJs: string
    readonly pluginJson: string
}

/**
 * Loads the plugin in the emulated host without a network: it must export what the manifest promises, take a right
 * configuration and refuse an empty one in plain words. Returns one sentence per check.
 *
 * @throws WorkError that says which check failed and why
 */
export async function verifyRuns(files: PluginFiles, manifest: Manifest): Promise<string[]> {
    return [await verifyRightSetup(files, manifest), await verifyEmptySetup(files, manifest)]
}

async function verifyRightSetup(files: PluginFiles, manifest: Manifest): Promise<string> {
    const host = createPluginHost({...files, config: throwAwayConfig(), fetch: noNetwork})
    try {
        await setUp(host)
        const scheduled = host.scheduled()
        if (scheduled.length === 0)
            throw new WorkError("Exports: index.js exports no scheduled task, so it would never run.")
        const jobs = host.jobNames()
        const missing = Object.keys(manifest.publicJobs).filter((name) => !jobs.includes(name))
        if (missing.length > 0) {
            throw new WorkError(
                `Exports: plugin.json offers the public job ${missing.join(", ")}, which index.js does not export.`,
            )
        }
        return `Load: set up with a right configuration; exports ${[...scheduled, ...jobs.map((job) => `jobs.${job}`)].join(", ")}`
    } finally {
        await host.teardown()
    }
}

async function setUp(host: PluginHost): Promise<void> {
    try {
        await host.setup()
    } catch (error) {
        const {message} = error as Error
        throw new WorkError(
            host.errors[0]?.task === "load"
                ? `Load: index.js does not load in the plugin host: ${message}`
                : `Load: setupPlugin refuses a right configuration: ${message}`,
        )
    }
}

async function verifyEmptySetup(files: PluginFiles, manifest: Manifest): Promise<string> {
    const host = createPluginHost({...files, config: {}, fetch: noNetwork})
    const message = await host.setup().then(
        () => null,
        (error: Error) => error.message,
    )
    await host.teardown()
    if (message === null) throw new WorkError("Load: setupPlugin takes an empty configuration.")
    const unnamed = fieldsOf(manifest)
        .filter((field) => field.required === true && !field.default)
        .filter(({name}) => !message.includes(name))
    if (unnamed.length > 0) {
        const names = unnamed.map(({name}) => name).join(", ")
        throw new WorkError(
            `Load: setupPlugin refuses an empty configuration without naming ${names}: ${message}`,
        )
    }
    return `Load: refuses an empty configuration: ${message.split("\n")[0]}`
}

/** A form that is right in itself; its keys open nothing. */
function throwAwayConfig(): Record<string, string> {
    return {
        posthog_host: "https://posthog.invalid",
        posthog_key: `phx_${randomBytes(20).toString("hex")}`,
        posthog_project: "1",
        signing_key: keyPairOf(randomBytes(32)).privateKey,
    }
}

const noNetwork: typeof fetch = async () => {
    throw new TypeError("fetch failed: no network while an archive is verified")
}
