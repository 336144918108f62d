import {type Config, parseConfig} from "@beton/posthog-app/config/config"
import {ConfigError, readRunnerConfig} from "@beton/posthog-app/runner/config"

import {UsageError} from "./errors"

/**
 * Reads a configuration file: a JSON object with the keys of the app's settings form. Commands that work on the sandbox
 * take nothing from the environment.
 *
 * @throws UsageError naming the file, and the setting where one is wrong
 */
export function readConfigFile(file: string | undefined): Record<string, unknown> {
    try {
        return readRunnerConfig({file, env: {}}).form
    } catch (error) {
        throw error instanceof ConfigError ? new UsageError(error.message) : error
    }
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
