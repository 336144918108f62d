import {ConfigError, readRunnerConfig, type RunnerConfig} from "@beton/posthog-app/runner/config"

import {UsageError} from "./errors"

/** Settings as the runner reads them: from a file, overridden by BETON_* variables. @throws UsageError */
export function runnerSettings(file: string | undefined): RunnerConfig {
    try {
        return readRunnerConfig({file, env: process.env})
    } catch (error) {
        if (error instanceof ConfigError) throw new UsageError(error.message)
        throw error
    }
}
