import type {Config} from "@beton/posthog-app/config/config"
import type {Argv} from "yargs"

import type {Command} from "../cli/command"
import {configOrThrow} from "../cli/config-file"
import {EXIT, UsageError} from "../cli/errors"
import type {Io} from "../cli/io"
import {runnerSettings} from "../cli/runner-settings"
import {objectOverview} from "../fields/overview"
import {type Preview, previewOf} from "../fields/preview"
import {overviewText, previewText, shownAccount, shownValue, testText} from "../fields/print"
import {isRecordId} from "../fields/record"
import {crmOf, openSession} from "../fields/session"
import {testSync} from "../fields/test-sync"
import {readingHost} from "../node-host"

interface Args {
    readonly config: string | undefined
    readonly preview: string | undefined
    readonly test: string | undefined
    readonly yes: boolean
}

/** `beton fields`: where Beton's fields go in the CRM, and what a write would change (F10). */
export const command: Command<Args> = {
    command: "fields",
    describe:
        "Shows which attribute holds which of Beton's fields and proposes better ones. Writes nothing unless --test and --yes are given.",
    builder: (yargs: Argv) =>
        yargs
            .option("config", {
                type: "string",
                requiresArg: true,
                describe: "JSON file with the settings; BETON_* variables override it",
            })
            .option("preview", {
                type: "string",
                requiresArg: true,
                describe: "record id or company domain: each field of it before and after; writes nothing",
            })
            .option("test", {
                type: "string",
                requiresArg: true,
                describe: "record id: with --yes the fields are written to it once and read back",
            })
            .option("yes", {type: "boolean", default: false, describe: "with --test: really write"}) as Argv<Args>,
    async handler(args, io) {
        const {preview, test, yes} = args
        if (preview !== undefined && test !== undefined) throw new UsageError("Use --preview or --test, not both.")
        if (yes && test === undefined) throw new UsageError("--yes goes with --test: nothing else is written.")
        if (test !== undefined && !isRecordId(test))
            throw new UsageError("--test takes the record id of a deal or company; a domain will do for --preview only.")
        const {form, warnings} = runnerSettings(args.config)
        for (const warning of warnings) io.log(warning)
        const config = configOrThrow(form)
        const record = preview ?? test
        if (record === undefined) return showMapping(config, io)
        return showRecord(config, record, test !== undefined, yes, io)
    },
} // prettier-ignore

async function showMapping(config: Config, io: Io): Promise<void> {
    const host = readingHost(Date.now, io.log)
    const {attio} = crmOf(host, config)
    const asOf = new Date(host.now()).toISOString()
    const progress = io.progress("Reading attributes")
    const deals = await objectOverview(attio, config, "deals", asOf)
    io.signal.throwIfAborted()
    const companies = await objectOverview(attio, config, "companies", asOf)
    progress.done(`${deals.records} deals and ${companies.records} companies looked at`)
    const notes = "To see a record before and after: beton fields --preview <record id or company domain>"
    io.result({objects: [deals, companies]}, [overviewText(deals), overviewText(companies), notes].join("\n\n"))
} // prettier-ignore

async function showRecord(config: Config, record: string, isTest: boolean, yes: boolean, io: Io): Promise<number> {
    const session = await openSession(readingHost(Date.now, io.log), config)
    const progress = io.progress("Computing the account")
    const preview = await previewOf(session, record)
    progress.done(shownAccount(preview.subject.account))
    io.signal.throwIfAborted()
    if (!isTest || !yes) {
        const hint = isTest && preview.leftAlone === null ? "\nAdd --yes to write these fields once and read them back." : ""
        io.result({written: false, ...summaryOf(preview)}, `${previewText(preview)}${hint}`)
        return EXIT.ok
    }
    const done = await testSync(session, preview)
    const {runId, checks, notes} = done
    io.result({written: runId !== null, run_id: runId, checks: checks.map((one) => ({...one, wanted: shownValue(one.wanted), found: shownValue(one.found)})), notes, ...summaryOf(preview)}, testText(preview, done))
    return checks.every(({stands}) => stands) ? EXIT.ok : EXIT.failed
} // prettier-ignore

function summaryOf({subject, facts, look, missing, problems, unknown, leftAlone}: Preview) {
    return {
        object: subject.object,
        record_id: subject.record.id.record_id,
        account: shownAccount(subject.account),
        as_of: facts.asOf,
        score: facts.candidate.score,
        state: facts.state,
        // What Beton neither wrote nor would write may be a person's own words, which are nobody's business here.
        fields: look.fields.map((field) => (["write", "unchanged"].includes(field.outcome) ? {...field, before: shownValue(field.before), after: shownValue(field.after)} : {...field, before: null, after: null})),
        due: leftAlone === null && subject.isKnown && look.isDue,
        left_alone: leftAlone,
        missing,
        problems,
        unknown,
    }
} // prettier-ignore
