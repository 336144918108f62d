import {readAuditLog} from "@beton/posthog-app/attio/audit-log"
import {planUndo, type UndoStep, undoStep} from "@beton/posthog-app/attio/undo"
import {planFieldUndo} from "@beton/posthog-app/attio/undo-fields"
import {clientsOf} from "@beton/posthog-app/clients/clients"
import {Transport} from "@beton/posthog-app/clients/transport"
import {succeed} from "@beton/shared/api/result"
import {fromAttio} from "@beton/shared/api/said-by"
import type {Argv} from "yargs"

import type {Command} from "../cli/command"
import {configOrThrow} from "../cli/config-file"
import {UsageError, WorkError} from "../cli/errors"
import {runnerSettings} from "../cli/runner-settings"
import {fieldUndoText, putBack} from "../fields/undo"
import {readingHost} from "../node-host"

const DAY_MS = 86_400_000

interface Args {
    readonly config: string | undefined
    readonly days: string
    readonly run: string | undefined
    readonly fields: boolean
    readonly yes: boolean
}

/** `beton undo`: deletes what Beton created in the CRM and nobody has touched since (D3). */
export const command: Command<Args> = {
    command: "undo",
    describe:
        "Deletes the deals, companies and tasks that Beton created and nobody has touched since. Without --yes it only says which.",
    builder: (yargs: Argv) =>
        yargs
            .option("config", {
                type: "string",
                requiresArg: true,
                describe: "JSON file with the settings; BETON_* variables override it",
            })
            .option("days", {type: "string", default: "7", requiresArg: true, describe: "how far back"})
            .option("run", {type: "string", requiresArg: true, describe: "only what the run of this id created"})
            .option("fields", {
                type: "boolean",
                default: false,
                describe: "with --run: also put back what its writes changed on records that were there before",
            })
            .option("yes", {type: "boolean", default: false, describe: "really delete"}) as Argv<Args>,
    async handler(args, io) {
        const days = Number(args.days)
        if (!Number.isInteger(days) || days < 1 || days > 365)
            throw new UsageError("--days must be a whole number from 1 to 365.")
        if (args.fields && args.run === undefined)
            throw new UsageError("--fields goes with --run: fields are put back run by run.")
        const {form, warnings} = runnerSettings(args.config)
        for (const warning of warnings) io.log(warning)
        const config = configOrThrow(form)
        const host = readingHost(Date.now, io.log)
        const {posthog, attio} = clientsOf(host, config, new Transport(host, {budgetMs: Infinity}))
        if (attio === null) throw new UsageError("No Attio token is set (attio_token): there is no CRM to undo anything in.")
        const now = Date.now()
        const range = {
            from: new Date(now - days * DAY_MS).toISOString(),
            to: new Date(now + 1000).toISOString(),
            createdOnly: !args.fields,
        }
        const log = await readAuditLog(posthog, config, range)
        if (!log.ok) throw new WorkError(`PostHog: ${log.failure.message}`)
        const {run} = args
        const writes = log.value.writes.filter(({content}) => run === undefined || content.run_id === run)
        if (run !== undefined && writes.length === 0)
            throw new UsageError(
                `The audit log of the last ${days} days has nothing that a run "${run}" ${args.fields ? "wrote" : "created"}. Look further back with --days, or check the id (beton_run_completed has it).`,
            )
        const plan = await planUndo(attio, writes)
        if (!plan.ok) throw new WorkError(fromAttio(plan.failure.message))
        const fields = args.fields ? await planFieldUndo(attio, writes) : succeed([])
        if (!fields.ok) throw new WorkError(fromAttio(fields.failure.message))
        const deleted: UndoStep[] = []
        for (const step of args.yes ? plan.value.filter(({action}) => action === "delete") : []) {
            io.signal.throwIfAborted()
            const done = await undoStep(attio, step)
            if (!done.ok)
                throw new WorkError(`${fromAttio(done.failure.message)} ${deleted.length} records were deleted before; start again to go on.`)
            deleted.push(step)
        }
        if (args.yes) await putBack(attio, fields.value, io)
        const text = [...(args.fields && plan.value.length === 0 ? [] : [undoText(plan.value, args.yes)]), ...(args.fields ? [fieldUndoText(fields.value, args.yes)] : [])]
        io.result({deleted: args.yes, steps: plan.value, ...(args.fields ? {fields: fields.value.map(({values, ...step}) => ({...step, restored: Object.keys(values)}))} : {})}, text.join("\n"))
    },
} // prettier-ignore

const NAMES = {deals: "deal", companies: "company", tasks: "task"} as const

function undoText(steps: readonly UndoStep[], deleted: boolean): string {
    if (steps.length === 0) return "Beton has created nothing in this time."
    const lines = steps.map(({object, recordId, account, action, reason}) => {
        const what = `${NAMES[object]} ${recordId} of ${account}`
        switch (action) {
            case "gone":
                return `  gone already  ${what}`
            case "keep":
                return `  stays         ${what}: ${reason}`
            case "delete":
                return `  ${deleted ? "deleted       " : "can go        "}${what}`
        }
    })
    const count = (action: UndoStep["action"]): number =>
        steps.filter((step) => step.action === action).length
    const sum = `${count("delete")} ${deleted ? "deleted" : "can go"}, ${count("keep")} stay, ${count("gone")} gone already.`
    return [...lines, sum, ...(deleted || count("delete") === 0 ? [] : ["Add --yes to delete them."])].join(
        "\n",
    )
}
