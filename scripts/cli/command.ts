import type {ArgumentsCamelCase, Argv} from "yargs"

import type {Io} from "./io"

/** Options that every command has. */
export interface CommonArgs {
    /** undefined = for people; "" = JSON to stdout; a name = JSON into that file. */
    readonly json: string | undefined
}

/**
 * One command of the CLI. A file in `scripts/commands` exports it as `command`, and `scripts/cli/commands.ts`
 * lists it. `--json` and `--help` are added to every command; unknown options are refused.
 */
export interface Command<A = unknown> {
    /** As yargs takes it: the name and the positional arguments, such as `import <dir>`. */
    readonly command: string
    /** One sentence for the help. */
    readonly describe: string
    readonly builder: (yargs: Argv) => Argv<A>
    /**
     * Does the work and hands the outcome to `io.result`. It throws UsageError for exit code 2, anything else for 1;
     * a number that it returns is the exit code. What must be closed is registered with `io.defer`.
     */
    readonly handler: (args: ArgumentsCamelCase<A & CommonArgs>, io: Io) => Promise<number | void>
}
