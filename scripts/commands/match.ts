import {findAccountSource} from "@beton/posthog-app/account-source"
import {clientsOf} from "@beton/posthog-app/clients/clients"
import {Transport} from "@beton/posthog-app/clients/transport"
import {scoredAccounts} from "@beton/posthog-app/scored-accounts"
import {matchReport} from "@beton/shared/crm/match-report"
import type {Argv} from "yargs"

import type {Command} from "../cli/command"
import {configOrThrow} from "../cli/config-file"
import {UsageError, WorkError} from "../cli/errors"
import {runnerSettings} from "../cli/runner-settings"
import {valueOf} from "../cli/value-of"
import {matchText} from "../match/print"
import {resolveAccounts} from "../match/resolve"
import {readingHost} from "../node-host"

/** Two reads of the CRM each: some seven minutes at our own limit of 40 a second and Attio's usual pace. */
const MOST_ACCOUNTS = 5_000

interface Args {
    readonly config: string | undefined
    readonly limit: string
}

/** `beton match`: which scored accounts the CRM knows, and why it does not know the others (D2). */
export const command: Command<Args> = {
    command: "match",
    describe:
        "Shows how many scored accounts are found in the CRM, by what, and what to do about the others. Reads only.",
    builder: (yargs: Argv) =>
        yargs
            .option("config", {
                type: "string",
                requiresArg: true,
                describe: "JSON file with the settings; BETON_* variables override it",
            })
            .option("limit", {
                type: "string",
                default: "500",
                requiresArg: true,
                describe: `so many accounts, the highest scores first; each costs up to 2 reads of the CRM (at most ${MOST_ACCOUNTS})`,
            }) as Argv<Args>,
    async handler(args, io) {
        const limit = Number(args.limit)
        if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ACCOUNTS)
            throw new UsageError(`--limit must be a whole number from 1 to ${MOST_ACCOUNTS}.`)
        const {form, warnings} = runnerSettings(args.config)
        for (const warning of warnings) io.log(warning)
        const config = configOrThrow(form)
        const host = readingHost(() => Date.now(), io.log)
        const {posthog, attio} = clientsOf(host, config, new Transport(host, {budgetMs: Infinity}))
        if (attio === null)
            throw new UsageError("No Attio token is set (attio_token): there is no CRM to find companies in.")
        const project = valueOf(await posthog.project(), "PostHog")
        const source = valueOf(await findAccountSource(posthog, config, project), "PostHog")
        const reading = io.progress("Reading scored accounts")
        const onRead = (firings: number): void => {
            io.signal.throwIfAborted()
            reading.update(null, `${firings} signals`)
        }
        const known = valueOf(await scoredAccounts(posthog, config, host.now(), onRead), "PostHog")
        if (known === null)
            throw new WorkError(
                "There is no run yet that this signing key signed, so no account is scored. Start one with beton run; if the key was replaced, add its public key to former_public_keys.",
            )
        reading.done(`${known.accounts.length} accounts`)
        const keys = known.accounts.slice(0, limit).map(({account}) => account)
        const progress = io.progress("Looking companies up")
        const onDone = (accounts: number): void => {
            io.signal.throwIfAborted()
            progress.update(accounts / keys.length, `${accounts} of ${keys.length} accounts`)
        }
        const sleep = (ms: number): Promise<void> => host.sleep?.(ms) ?? Promise.resolve()
        const waiting = {sleep, random: Math.random, onDone}
        const decided = valueOf(
            await resolveAccounts({posthog, attio}, config, source, keys, waiting),
            "Attio",
        )
        progress.done(`${decided.length} accounts`)
        const report = matchReport(decided)
        const scope = {
            run: known.run.asOf,
            from: known.from,
            scored: known.accounts.length,
            cut: known.isCut,
            distrusted: known.distrusted,
        }
        io.result({...scope, ...report}, matchText(report, scope))
    },
}
