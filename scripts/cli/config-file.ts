import {readFileSync} from "node:fs"
import path from "node:path"

import {type Config, parseConfig} from "@beton/posthog-app/config/config"
import {FIELD_KEYS} from "@beton/posthog-app/config/fields"

import {UsageError} from "./errors"

/**
 * Reads a configuration file: a JSON object with the keys of the app's settings form.
 *
 * @throws UsageError naming the file, and the setting where one is wrong
 */
export function readConfigFile(file: string | undefined): Record<string, unknown> {
    if (file === undefined) return {}
    const name = path.basename(file)
    let value: unknown
    try {
        value = JSON.parse(readFileSync(file, "utf8"))
    } catch (error) {
        const missing = (error as NodeJS.ErrnoException).code === "ENOENT"
        throw new UsageError(
            `--config ${name}: ${missing ? "there is no such file." : "is not valid JSON. Check commas and quotes."}`,
        )
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new UsageError(`--config ${name}: must be a JSON object with the app's settings.`)
    }
    const unknown = Object.keys(value).filter((key) => !(FIELD_KEYS as readonly string[]).includes(key))
    if (unknown.length > 0) {
        throw new UsageError(
            `--config ${name}: unknown setting ${unknown.join(", ")}. Settings are: ${FIELD_KEYS.join(", ")}.`,
        )
    }
    return value as Record<string, unknown>
}

/**
 * The effective configuration.
 *
 * @throws UsageError with one sentence per wrong setting
 */
export function configOrThrow(raw: Readonly<Record<string, unknown>>): Config {
    const parsed = parseConfig(raw)
    if (parsed.ok) return parsed.config
    throw new UsageError(parsed.problems.map(({field, message}) => `${field} ${message}`).join("\n"))
}
