import {readFileSync} from "node:fs"
import path from "node:path"

import type {ConfigProblem} from "../src/config/config"
import {FIELD_KEYS, type FieldKey, FIELDS} from "../src/config/fields"

/** Settings that cannot be read at all; the message names the file or variable and the fix. */
export class ConfigError extends Error {
    override readonly name = "ConfigError"
}

/** Settings and what is odd about where they came from. */
export interface RunnerConfig {
    /** With the keys of the plugin's settings form. */
    readonly form: Record<string, unknown>
    readonly warnings: readonly string[]
}

/** Variables with this prefix that are not settings. */
const OTHERS = ["BETON_CONFIG", "BETON_STATE_DIR", "BETON_POSTHOG_URL", "BETON_TEST_FULL"]

/** Name of the environment variable of a setting: `posthog_key` → `BETON_POSTHOG_KEY`. */
export function variableOf(key: FieldKey): string {
    return `BETON_${key.toUpperCase()}`
}

/** Where settings come from. */
export interface ConfigSource {
    /** Value of `--config`. */
    readonly file?: string | undefined
    readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Settings from a JSON file (also named by BETON_CONFIG), each overridden by its variable. The keys are those of the
 * plugin's settings form, so one file serves both hosts; what the values mean is checked by the app itself.
 *
 * @throws ConfigError
 */
export function readRunnerConfig(o: ConfigSource): RunnerConfig {
    const file = fileOf(o)
    const form: Record<string, unknown> = file === undefined ? {} : readFile(file)
    for (const key of FIELD_KEYS) {
        const value = o.env[variableOf(key)]
        if (value) form[key] = value
    }
    const known = new Set<string>([...FIELD_KEYS.map(variableOf), ...OTHERS])
    const unknown = Object.keys(o.env).filter((name) => name.startsWith("BETON_") && !known.has(name))
    const warnings = unknown.map(
        (name) =>
            `${name} is not a setting and is ignored. Settings are: ${FIELD_KEYS.map(variableOf).join(", ")}.`,
    )
    return {form, warnings}
}

/** A problem as one sentence that names the setting as the form does, and where it has to be written here. */
export function describeProblem({field, message}: ConfigProblem, source: ConfigSource): string {
    const key = FIELD_KEYS.find((one) => FIELDS[one].name === field)
    if (key === undefined) return `${field} ${message}`
    // Also a variable that is set to nothing is the place to look at: a secret that a CI job does not have.
    const inFile = fileOf(source) !== undefined && source.env[variableOf(key)] === undefined
    return `${field} (${inFile ? key : variableOf(key)}) ${message}`
}

/** A variable that is set to nothing counts as not set. */
function fileOf({file, env}: ConfigSource): string | undefined {
    return file ?? (env.BETON_CONFIG || undefined)
}

/** Values that must never be shown. */
export function secretsOf(
    form: Readonly<Record<string, unknown>>,
    env: Readonly<Record<string, string | undefined>>,
): string[] {
    const fields = FIELD_KEYS.filter((key) => FIELDS[key].secret).map((key) => form[key])
    return [...fields, env.DATABASE_URL, passwordOf(env.DATABASE_URL)].filter(
        (value): value is string => typeof value === "string" && value.trim() !== "",
    )
}

function passwordOf(url: string | undefined): string | undefined {
    try {
        return url === undefined ? undefined : decodeURIComponent(new URL(url).password)
    } catch {
        // Not an address: the storage says so; there is no password to hide.
        return undefined
    }
}

function readFile(file: string): Record<string, unknown> {
    const name = path.basename(file)
    let value: unknown
    try {
        value = JSON.parse(readFileSync(file, "utf8"))
    } catch (error) {
        const code = (error as NodeJS.ErrnoException).code
        if (code === "ENOENT") throw new ConfigError(`--config ${name}: there is no such file.`)
        if (code !== undefined) throw new ConfigError(`--config ${name}: the file cannot be read (${code}).`)
        throw new ConfigError(`--config ${name}: is not valid JSON. Check commas and quotes.`)
    }
    if (typeof value !== "object" || value === null || Array.isArray(value))
        throw new ConfigError(`--config ${name}: must be a JSON object with the app's settings.`)
    const unknown = Object.keys(value).filter((key) => !(FIELD_KEYS as readonly string[]).includes(key))
    if (unknown.length > 0)
        throw new ConfigError(
            `--config ${name}: unknown setting ${unknown.map(nameOf).join(", ")}. Settings are: ${FIELD_KEYS.join(", ")}.`,
        )
    return {...value}
}

/** A key of the file as it may be shown: somebody may have pasted a secret in its place. */
function nameOf(key: string): string {
    return /^\w{1,30}$/.test(key) && !/^ph[a-z]_/.test(key) ? key : "(a name that is not shown)"
}
