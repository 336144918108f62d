import type {CheckLine} from "@beton/posthog-app/checks/check"
import {FIELD_KEYS, FIELDS} from "@beton/posthog-app/config/fields"
import type {Host} from "@beton/posthog-app/host"
import {dryRunText} from "@beton/posthog-app/runner/report-text"
import type {RunReport} from "@beton/posthog-app/steps/dry-report"
import {keyPairOf} from "@beton/shared/events/signing"

import {configOrThrow} from "../cli/config-file"
import {UsageError} from "../cli/errors"
import type {ConnectActions} from "./actions"
import type {Ask} from "./ask"
import {existingConfig, writeConfig} from "./config-file"
import {checkSummary, checkText} from "./report"
import {check, type Draft, fieldProblem} from "./session"
import {askForAccount} from "./steps/account"
import {askForAttio} from "./steps/attio"
import {askForKey} from "./steps/key"
import {askForProject} from "./steps/project"
import {askForSignals} from "./steps/signals"
import {summary} from "./summary"

/** What set-up needs besides answers. */
export interface ConnectOptions {
    readonly ask: Ask
    readonly host: Host
    /** Where the configuration goes. */
    readonly file: string
    /** Another address of Attio's API, for tests. */
    readonly attioUrl?: string
    /** A signing key that is already there; else one is made of the seed. */
    readonly signingKey?: string
    /** 32 random bytes. */
    readonly seed: () => Uint8Array
    /** null: this copy of Beton cannot run, and says which commands do. */
    readonly actions: ConnectActions | null
}

/** What came of it. */
export interface Connected {
    readonly written: boolean
    readonly file: string
    /** The settings form without its secrets. */
    readonly settings: Draft
    /** What readers of Beton's events check them with. */
    readonly publicKey: string
    readonly checks: readonly CheckLine[]
    readonly backfill: RunReport | null
    readonly dryRun: RunReport | null
}

/** Guided set-up (G6): asks, proposes from the project's own data, writes the configuration, checks it, and shows what would happen. */
export async function connect(o: ConnectOptions): Promise<Connected> {
    const {ask, host, file} = o
    const existing = await earlierAnswers(ask, file)
    const withKey = await askForKey(ask, host, existing)
    const {draft: withProject, groupTypes} = await askForProject(ask, host, {
        ...withKey,
        settings: startingSettings(existing, o),
    })
    const chosen = await askForAccount(ask, host, withProject, groupTypes)
    const withSignals = await askForSignals(ask, host, chosen)
    const answered = await askForAttio(ask, host, withSignals, existing)
    const kept = o.signingKey ?? existing.signing_key
    const form: Draft = {
        ...existing,
        ...answered,
        signing_key: kept ?? keyPairOf(o.seed()).privateKey,
        // A routing that was confirmed for another project, account or CRM says nothing about this one.
        routing_confirmed: isSame(existing, answered) ? (existing.routing_confirmed ?? "off") : "off",
    }
    const config = configOrThrow(form)
    ask.say(summary(file, form, config, kept !== undefined))
    const nothing: Connected = {
        written: false,
        file,
        settings: withoutSecrets(form),
        publicKey: config.keys.publicKey,
        checks: [],
        backfill: null,
        dryRun: null,
    }
    if (!(await ask.confirm({id: "write", message: `Write ${file}?`, proposed: true}))) {
        ask.say("Nothing was written.")
        return nothing
    }
    writeConfig(file, form)
    ask.say(`${file} is written.`)
    const checks = await check(config, host)
    ask.say(
        [
            `Connect check: ${checkSummary(checks)}`,
            ...checks.filter(({state}) => state === "fail" || state === "warn").map(checkText),
        ].join("\n"),
    )
    return {...nothing, written: true, checks, ...(await firstRuns(o, checks))}
}

/** The file's answers, when somebody agreed to replace them. */
async function earlierAnswers(ask: Ask, file: string): Promise<Draft> {
    const existing = existingConfig(file)
    if (existing === null) return {}
    const replace = await ask.explicit({
        id: "overwrite",
        message: `${file} exists. Replace its answers? Its signing key and further settings are kept.`,
    })
    if (!replace)
        throw new UsageError(`--config ${file}: the file exists and stays as it is. Name another one.`)
    return existing
}

/**
 * Settings that were there before stay; the form may hold them as text.
 *
 * @throws UsageError when they cannot be read
 */
function startingSettings(existing: Draft, o: ConnectOptions): Record<string, unknown> {
    const problem = fieldProblem("settings", existing.settings)
    if (problem !== null) throw new UsageError(`--config ${o.file}: ${problem}`)
    const {settings} = existing
    const before: unknown =
        typeof settings === "string" && settings.trim() !== "" ? JSON.parse(settings) : settings
    const kept = typeof before === "object" && before !== null ? (before as Record<string, unknown>) : {}
    return o.attioUrl === undefined ? kept : {...kept, attio_url: o.attioUrl}
}

function withoutSecrets(form: Draft): Draft {
    return Object.fromEntries(
        FIELD_KEYS.filter((key) => FIELDS[key].secret !== true).flatMap((key) =>
            form[key] === undefined ? [] : [[key, form[key]]],
        ),
    )
}

function isSame(before: Draft, after: Draft): boolean {
    return (["posthog_host", "posthog_project", "account", "attio_token"] as const).every(
        (field) => before[field] !== undefined && String(before[field]) === String(after[field]),
    )
}

/** Backfill and dry run, where nothing stands in their way. */
async function firstRuns(
    {ask, file, actions}: ConnectOptions,
    checks: readonly CheckLine[],
): Promise<Pick<Connected, "backfill" | "dryRun">> {
    const broken = checks.some(({id, state}) => state === "fail" && !id.startsWith("attio"))
    if (actions === null || broken) return {backfill: null, dryRun: null}
    ask.say("\nCounting what fired in the last 90 days …")
    const preview = await actions.previewBackfill(file)
    let backfill: RunReport | null = null
    if (preview.events === 0) ask.say("No signal fired, so there is nothing to fill in.")
    else {
        ask.say(dryRunText(preview))
        if (await ask.confirm({id: "backfill", message: "Write them?", proposed: true})) {
            backfill = await actions.backfill(file)
            ask.say(dryRunText(backfill))
        }
    }
    ask.say("\nDry run of what a run would do now; it writes nothing …")
    const dryRun = await actions.dryRun(file)
    ask.say(dryRunText(dryRun))
    return {backfill, dryRun}
}
