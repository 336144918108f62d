import {readFileSync} from "node:fs"

import {dueAsOf} from "@beton/posthog-app/days"
import {arrOfRouting} from "@beton/shared/arr"
import {thresholdForCapacity} from "@beton/shared/backtest/capacity"
import type {SubjectChoice} from "@beton/shared/backtest/subjects"
import {customId, customSignalSchema} from "@beton/shared/signals/custom-signal"
import type {Argv} from "yargs"

import {type Extras, readableBacktest} from "../backtest/print"
import {runBacktest} from "../backtest/run-backtest"
import {runShadow} from "../backtest/run-shadow"
import type {Command} from "../cli/command"
import {readConfigFile} from "../cli/config-file"
import {UsageError} from "../cli/errors"
import {openProject, requireProject} from "../cli/open-project"

interface Args {
    readonly data: string | undefined
    readonly config: string | undefined
    readonly outcome: string | undefined
    readonly horizon: number | undefined
    readonly gap: number | undefined
    readonly days: number | undefined
    readonly signal: readonly string[]
    readonly "minimum-lift": number | undefined
    readonly "as-if-since": string | undefined
    readonly capacity: number | undefined
    readonly acv: number | undefined
}

const DAY_MS = 86_400_000

/** `beton backtest`: what each signal, and the score, would have told about conversions that came later. */
export const command: Command<Args> = {
    command: "backtest",
    describe:
        "Replays up to 180 days and shows what each signal and the score would have told about later conversions.",
    builder: (yargs: Argv) =>
        yargs
            .option("data", {type: "string", requiresArg: true, describe: "directory that holds events.jsonl[.gz]"})
            .option("config", {type: "string", requiresArg: true, describe: "JSON file with the app's settings; without --data its PostHog project is read"})
            .option("outcome", {type: "string", requiresArg: true, describe: "event that counts as the conversion (default: the configuration's)"})
            .option("horizon", {type: "number", requiresArg: true, describe: "days in which a conversion counts (default: the configuration's, 30)"})
            .option("gap", {type: "number", requiresArg: true, describe: "days after a check in which a conversion does not count as predicted (default: the configuration's, 1)"})
            .option("days", {type: "number", requiresArg: true, describe: "days over which checks are spread (default: the configuration's, 180)"})
            .option("signal", {type: "string", array: true, default: [], requiresArg: true, describe: "JSON file with a custom signal; may be repeated"})
            .option("minimum-lift", {type: "number", requiresArg: true, describe: "least lift that is of use (default: the configuration's, 1.5)"})
            .option("as-if-since", {type: "string", requiresArg: true, describe: "date; also shows what routing would have opened since then"})
            .option("capacity", {type: "number", requiresArg: true, describe: "accounts your team can work a month; proposes a threshold"})
            .option("acv", {type: "number", requiresArg: true, describe: "average contract value a year; estimates ARR"}) as Argv<Args>,
    async handler(args, io) {
        for (const [option, min, max] of [["horizon", 1, 365], ["gap", 0, 30], ["days", 28, 365]] as const) {
            const value = args[option]
            if (value !== undefined && (!Number.isInteger(value) || value < min || value > max))
                throw new UsageError(`--${option} ${value}: must be a whole number of days from ${min} to ${max}.`)
        }
        for (const [option, least] of [["minimum-lift", 1], ["capacity", 0], ["acv", 0]] as const) {
            const value = args[option]
            if (value !== undefined && !(value >= least && value < Infinity))
                throw new UsageError(`--${option} ${value}: must be a number from ${least}.`)
        }
        const custom = args.signal.map(readSignal)
        requireProject(args)
        // Said before anything is loaded: that can take a minute.
        if ((args.outcome ?? readConfigFile(args.config).outcome_event ?? "") === "")
            throw new UsageError("--outcome is missing: name the event that counts as the conversion.")
        const {config, client, now} = await openProject(args, io)
        const {backtest: set} = config.settings
        const event = args.outcome ?? config.outcomeEvent ?? ""
        const asOf = Date.parse(dueAsOf(now, config.targetHour))
        const since = args["as-if-since"] === undefined ? null : sinceOf(args["as-if-since"], asOf)
        const posthog = client()
        const progress = io.progress("Backtesting")
        const {job, result, coverage, overview, cost} = await runBacktest(posthog, config, {
            asOf,
            outcome: {name: "won", event, where: event === config.outcomeEvent ? set.won_where : null},
            days: args.days ?? set.days,
            rules: {
                horizonDays: args.horizon ?? set.horizon_days,
                gapDays: args.gap ?? set.gap_days,
                minTenureDays: set.min_tenure_days,
                activeWithinDays: set.active_within_days,
            },
            minimumLift: args["minimum-lift"] ?? set.minimum_lift,
            custom,
        }, io.signal)
        const extras: Extras = {
            capacity: args.capacity === undefined ? null : thresholdForCapacity(result.score, args.capacity),
            arr: args.acv === undefined ? null : arrOfRouting(result, {acv: {mean: args.acv}, worked: {share: 1}}),
            shadow: since === null ? null : await runShadow(posthog, job, since),
        }
        progress.done(`${posthog.queries} queries`)
        io.result(
            {...result, ...extras, coverage, outcome_overview: overview, cost: {...cost, queries: posthog.queries}},
            readableBacktest(result, overview, extras),
        )
    },
} // prettier-ignore

/** A custom signal from a file. */
function readSignal(file: string): SubjectChoice {
    let json: unknown
    try {
        json = JSON.parse(readFileSync(file, "utf8"))
    } catch (error) {
        const why = error instanceof SyntaxError ? "is not valid JSON" : "cannot be read"
        throw new UsageError(`--signal ${file}: ${why}.`)
    }
    const parsed = customSignalSchema.safeParse(json)
    if (!parsed.success) {
        const [issue] = parsed.error.issues
        const where = issue?.path.map(String).join(".") ?? ""
        throw new UsageError(
            `--signal ${file}: ${where === "" ? "" : `"${where}": `}${issue?.message ?? "does not fit"}.`,
        )
    }
    return {id: customId(parsed.data), settings: parsed.data}
}

function sinceOf(text: string, asOf: number): number {
    const at = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/.test(text) ? Date.parse(text) : Number.NaN
    if (Number.isNaN(at)) throw new UsageError(`--as-if-since ${text}: must be a date like 2026-08-01.`)
    if (at > asOf - DAY_MS || at < asOf - 365 * DAY_MS)
        throw new UsageError(`--as-if-since ${text}: must lie between 1 and 365 days before the end of the data, ${new Date(asOf).toISOString()}.`) // prettier-ignore
    return at
}
