import {type RunCommand, runCommand, type RunCommandResult} from "@beton/posthog-app/runner/run-command"

import {WAKE} from "../../app/support/project"
import type {Built} from "./built"

/** A clock that moves only when the runner waits. */
export interface VirtualClock {
    time: number
    /** What was waited for, ms. */
    readonly waits: number[]
    now(): number
    sleep(ms: number, signal: AbortSignal): Promise<void>
}

export function virtualClock(time = WAKE): VirtualClock {
    const clock: VirtualClock = {
        time,
        waits: [],
        now: () => clock.time,
        sleep: async (ms) => {
            if (ms > 0) clock.waits.push(ms)
            clock.time += ms
        },
    }
    return clock
}

/** A start of the runner in this process: what it came to and what it said. */
export interface Started extends RunCommandResult {
    /** Log lines as they were written. */
    readonly lines: readonly string[]
    /** Their messages. */
    readonly messages: readonly string[]
}

/** Starts the packed app once under the runner, on a clock of the test's own. Settings come as the environment. */
export async function start(
    built: Built,
    o: {
        readonly form?: Readonly<Record<string, unknown>>
        readonly state: string
        readonly clock: VirtualClock
    } & Partial<RunCommand>,
): Promise<Started> {
    const {form = {}, state, ...rest} = o
    const lines: string[] = []
    const result = await runCommand({
        bundle: built.indexJs,
        env: {...variables(form), ...rest.env},
        stateDir: state,
        mode: "due",
        dryRun: false,
        format: "json",
        maxMinutes: 120,
        lockExpirySeconds: 120,
        write: (line) => lines.push(line),
        stop: new AbortController().signal,
        ...without(rest),
    })
    const messages = lines.map((line) => {
        try {
            return (JSON.parse(line) as {message: string}).message
        } catch {
            return line
        }
    })
    return {...result, lines, messages}
}

/** Settings of the form as environment variables. */
export function variables(form: Readonly<Record<string, unknown>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(form).map(([key, value]) => [`BETON_${key.toUpperCase()}`, String(value)]),
    )
}

function without({env: _env, ...rest}: Partial<RunCommand>): Partial<RunCommand> {
    return rest
}
