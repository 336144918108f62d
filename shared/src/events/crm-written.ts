import * as z from "zod"

import type {AccountSource} from "../queries/account"
import {accountDistinctId, betonProperties, type CaptureEvent} from "./capture-event"
import {crmWriteId} from "./ids"
import type {Writer} from "./signal-fired"
import {sign} from "./signing"

/** Name of the event: the audit log of what Beton wrote to the CRM (D3). */
export const CRM_WRITTEN = "beton_crm_written"

const plain = z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.array(z.union([z.string(), z.number()])),
    z.null(),
])

/** Signed content of a `beton_crm_written` event: one write to one record. */
export const crmWrittenContentSchema = z.object({
    schema_version: z.literal(1),
    run_id: z.string(),
    object: z.enum(["deals", "companies", "tasks"]),
    record_id: z.string().min(1),
    /** created: undo deletes it. The others changed a record that was there. */
    action: z.enum(["created", "updated", "annotated", "reopened"]),
    /** Plain values by attribute slug; only what the write changed. No person's own text is among them. */
    before: z.record(z.string(), plain),
    after: z.record(z.string(), plain),
    why: z.string(),
})

/** See `crmWrittenContentSchema`. */
export type CrmWrittenContent = z.infer<typeof crmWrittenContentSchema>

/** Builds the event of one write; the same write of a run has the same id, however often it is told. */
export function crmWrittenEvent(
    account: string,
    asOf: string,
    content: CrmWrittenContent,
    source: AccountSource,
    writer: Writer,
): CaptureEvent {
    const {run_id: run, object, record_id: record, action} = content
    return {
        event: CRM_WRITTEN,
        distinct_id: accountDistinctId(account),
        uuid: crmWriteId(writer.project, run, object, record, action),
        timestamp: asOf,
        properties: {
            ...betonProperties(writer.writer, {source, account}),
            account_key: account,
            ...content,
            ...sign({kind: CRM_WRITTEN, project: writer.project, account, as_of: asOf, content}, writer.keys),
        },
    }
}
