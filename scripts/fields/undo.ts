import {type FieldUndo, undoFields} from "@beton/posthog-app/attio/undo-fields"
import type {AttioClient} from "@beton/posthog-app/clients/attio"
import {fromAttio} from "@beton/shared/api/said-by"

import {WorkError} from "../cli/errors"
import type {Io} from "../cli/io"
import {shownAccount} from "./print"
import {nameOf} from "./record"

/** Puts the fields of all records back. @throws WorkError with how far it came */
export async function putBack(attio: AttioClient, steps: readonly FieldUndo[], io: Pick<Io, "signal">): Promise<void> {
    let done = 0
    for (const step of steps.filter(({action}) => action === "restore")) {
        io.signal.throwIfAborted()
        const back = await undoFields(attio, step)
        if (!back.ok)
            throw new WorkError(`${fromAttio(back.failure.message)} The fields of ${done} records were put back before; start again to go on.`)
        done += 1
    }
} // prettier-ignore

/** What was, or can be, put back. */
export function fieldUndoText(steps: readonly FieldUndo[], isDone: boolean): string {
    if (steps.length === 0) return "The run has changed no record that was there before."
    const lines = steps.map(({object, recordId, account, action, values, changed}) => {
        const what = `${nameOf(object)} ${recordId} of ${shownAccount(account)}`
        if (action === "gone") return `  gone already  ${what}`
        const stay = changed.length === 0 ? "" : `; changed since, so it stays: ${changed.join(", ")}`
        if (action === "keep") return `  stays         ${what}${stay || ": it says already what it said before"}`
        return `  ${isDone ? "put back      " : "can go back   "}${what}: ${Object.keys(values).join(", ")}${stay}`
    })
    const count = steps.filter(({action}) => action === "restore").length
    const sum = `The fields of ${count} ${count === 1 ? "record" : "records"} ${isDone ? "were put back" : "can be put back"}.`
    return [...lines, sum, ...(isDone || count === 0 ? [] : ["Add --yes to put them back."])].join("\n")
} // prettier-ignore
