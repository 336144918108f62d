import yargs, {type Argv} from "yargs"

import type {Command} from "./command"
import {type CommandEntry, COMMANDS, loadCommand} from "./commands"
import {describeError, EXIT, UsageError} from "./errors"
import {createIo, type TextStream} from "./io"

/** What the CLI takes from its process, so that tests can run it in theirs. */
export interface CliEnvironment {
    readonly stdout: TextStream
    readonly stderr: TextStream
    readonly cwd: string
    /** Value of DEBUG: `beton` shows stacks. */
    readonly debug: string | undefined
    readonly signal: AbortSignal
    readonly clock: () => number
    readonly commands?: readonly CommandEntry[]
    readonly load?: (name: string) => Promise<Command>
}

/** Runs one command line (without `node` and the script) and gives its exit code. Never throws. */
export async function runCli(argv: readonly string[], environment: CliEnvironment): Promise<number> {
    try {
        return await dispatch(argv, environment)
    } catch (error) {
        environment.stderr.write(`${describeError(error, environment.debug)}\n`)
        return error instanceof UsageError ? EXIT.usage : EXIT.failed
    }
}

async function dispatch(argv: readonly string[], environment: CliEnvironment): Promise<number> {
    const entries = environment.commands ?? COMMANDS
    const name = argv.find((word) => !word.startsWith("-"))
    if (name === undefined || argv[0] === "--help") return overview(argv, entries, environment)
    if (!entries.some((entry) => entry.name === name)) {
        throw new UsageError(
            `There is no command "${name}". Commands: ${entries.map((entry) => entry.name).join(", ")}.`,
        )
    }
    return runCommand(argv, await (environment.load ?? loadCommand)(name), environment)
}

function overview(
    argv: readonly string[],
    entries: readonly CommandEntry[],
    environment: CliEnvironment,
): number {
    const unknown = argv.find((word) => word !== "--help" && word !== "-h")
    if (unknown !== undefined)
        throw new UsageError(`Unknown option ${unknown}. Write the command first: beton <command> [options].`)
    const width = Math.max(...entries.map((entry) => entry.name.length))
    const lines = entries.map((entry) => `  ${entry.name.padEnd(width)}  ${entry.summary}`)
    const text = [
        "beton <command> [options]",
        "",
        ...lines,
        "",
        "beton <command> --help shows the options of a command.",
    ].join("\n")
    if (argv.length > 0) environment.stdout.write(`${text}\n`)
    else environment.stderr.write(`${text}\n`)
    return argv.length > 0 ? EXIT.ok : EXIT.usage
}

/** Width of help texts, characters. */
const WIDTH = 100

/** A text in lines that end between words. */
function inLines(text: string): string {
    const lines = text.split(" ").reduce<string[]>((all, word) => {
        const last = all.at(-1)
        const fits = last !== undefined && last.length + 1 + word.length <= WIDTH
        return fits ? [...all.slice(0, -1), `${last} ${word}`] : [...all, word]
    }, [])
    return lines.join("\n")
}

async function runCommand(
    argv: readonly string[],
    command: Command,
    environment: CliEnvironment,
): Promise<number> {
    let code: number = EXIT.ok
    const parser = yargs()
        .scriptName("beton")
        .version(false)
        .strict()
        .exitProcess(false)
        .showHelpOnFail(false)
        .locale("en")
        // It would cut texts amid words.
        .wrap(null)
        .parserConfiguration({"parse-numbers": false, "duplicate-arguments-array": false})
        .command(
            command.command,
            inLines(command.describe),
            (builder: Argv) =>
                command.builder(
                    builder.option("json", {
                        type: "string",
                        describe: "JSON to stdout, or into the file named (--json=FILE)",
                        coerce: (value: unknown) => value,
                    }),
                ) as Argv<{json: string | undefined}>,
            async (args) => {
                const {io, close} = createIo({...environment, json: args.json})
                try {
                    code = (await command.handler(args as never, io)) ?? EXIT.ok
                } finally {
                    await close()
                }
            },
        )
        .fail((message: string | null, error: Error | undefined) => {
            throw error && !message
                ? error
                : new UsageError(usageMessage(message ?? "Wrong usage.", command, argv))
        })
    const help = await parseWithOutput(parser, argv, environment.stdout)
    return help ? EXIT.ok : code
}

/** Parses and runs; yargs hands help text to the callback instead of printing it. True when help was printed. */
async function parseWithOutput(parser: Argv, argv: readonly string[], stdout: TextStream): Promise<boolean> {
    let printed = ""
    await parser.parseAsync(
        [...argv],
        {},
        (_error: unknown, _args: unknown, output: string) => void (printed = output),
    )
    if (printed) stdout.write(`${printed}\n`)
    return printed !== ""
}

function usageMessage(message: string, command: Command, argv: readonly string[]): string {
    const [name, ...positionals] = command.command.split(" ")
    const hint = `See beton ${name} --help.`
    if (message.startsWith("Not enough non-option arguments")) {
        const swallowed = argv.includes("--json")
            ? " (--json takes the word after it: write --json last, or --json=FILE)"
            : ""
        return `${positionals.join(" ")} is missing${swallowed}. ${hint}`
    }
    const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1]?.split(", ")
    if (!unknown) return `${message.replace(/\.?$/, ".")} ${hint}`
    const written = unknown.map(
        (word) => argv.find((arg) => arg.replace(/^-+/, "").split("=")[0] === word)?.split("=")[0] ?? word,
    )
    return `Unknown ${written[0]?.startsWith("-") ? "option" : "argument"} ${[...new Set(written)].join(", ")}. ${hint}`
}
