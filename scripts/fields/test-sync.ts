import type {AuditedWrite} from "@beton/posthog-app/attio/audit-log"
import {DEAL} from "@beton/posthog-app/attio/deal-attributes"
import {ensureAttributes} from "@beton/posthog-app/attio/ensure-attributes"
import {lookAtFields, type RecordLook} from "@beton/posthog-app/attio/field-look"
import {type FieldSetup, fieldSetup} from "@beton/posthog-app/attio/field-setup"
import type {Setting} from "@beton/posthog-app/attio/setup-check"
import {formerValues, undoFields} from "@beton/posthog-app/attio/undo-fields"
import {lostSentence, without, writeRecord} from "@beton/posthog-app/attio/write-record"
import type {AttioRecord} from "@beton/posthog-app/clients/attio"
import {writerOf} from "@beton/posthog-app/writer"
import {isTransient} from "@beton/shared/api/result"
import {fromAttio} from "@beton/shared/api/said-by"
import {type CellObject, isSameCell, type Plain, plainCell} from "@beton/shared/crm/fields/cells"
import type {BetonFieldId} from "@beton/shared/crm/fields/fields"
import {crmWrittenContentSchema, crmWrittenEvent} from "@beton/shared/events/crm-written"
import {runId} from "@beton/shared/events/ids"

import {UsageError, WorkError} from "../cli/errors"
import {valueOf} from "../cli/value-of"
import type {Preview} from "./preview"
import {nameOf} from "./record"
import {type FieldSession} from "./session"

/** What a field says after it was written. */
export interface FieldCheck {
    readonly field: BetonFieldId
    readonly slug: string
    readonly wanted: Plain
    /** What Attio says afterwards. */
    readonly found: Plain
    readonly stands: boolean
}

/** A test sync that was done. */
export interface TestSync {
    /** By it `beton undo --run … --fields` takes the write back; null: the record said everything already. */
    readonly runId: string | null
    readonly look: RecordLook
    readonly checks: readonly FieldCheck[]
    /** Attributes that went away meanwhile, as sentences. */
    readonly notes: readonly string[]
}

/**
 * Writes Beton's fields to one record, once, with an entry in the audit log, and reads them back. Without its entry the
 * write would not be undone by anything, so it is taken back where the log cannot be written.
 *
 * @throws UsageError, WorkError with a sentence; the record says what it said before, unless the sentence says otherwise
 */
export async function testSync(session: FieldSession, preview: Preview): Promise<TestSync> {
    const {attio} = session
    const {subject, facts} = preview
    const {object, account} = subject
    const recordId = subject.record.id.record_id
    if (preview.leftAlone !== null) throw new WorkError(preview.leftAlone)
    if (preview.unknown.length > 0)
        throw new WorkError(`${preview.unknown.join(" ")} A score that may be too low is not written as a test.`)
    const fields = await attributesFor(session, object)
    const look = lookAtFields(valueOf(await attio.record(object, recordId), "Attio"), facts, fields)
    const {values, before, after, replaces} = look.write
    if (Object.keys(values).length === 0) return {runId: null, look, checks: checksOf(look, subject.record, fields), notes: []}
    const lost: string[] = []
    const written = await writeRecord(attio, {object, recordId, replaces}, values, async (slugs) => void lost.push(...slugs))
    // An answer that was lost says nothing about the write: what the record says counts.
    if (!written.ok && !(isTransient(written.failure) && (await says(session, preview, without(values, lost), fields))))
        throw new WorkError(`${fromAttio(written.failure.message)} The fields were not written.`)
    const run = runId(session.config.project, `test ${object} ${recordId} ${new Date(session.host.now()).toISOString()}`)
    const content = crmWrittenContentSchema.parse({
        schema_version: 1,
        run_id: run,
        object,
        record_id: recordId,
        action: subject.isKnown ? "updated" : "annotated",
        before: without(before, lost),
        after: without(after, lost),
        why: `Test sync of the field mapping. ${facts.candidate.whyNow || "No signal is active."}`,
    })
    const event = crmWrittenEvent(account, facts.asOf, content, session.source, writerOf(session.config))
    const logged = await session.posthog.capture(session.apiToken, [event])
    if (!logged.ok) throw new WorkError(`PostHog: ${logged.failure.message} ${await takenBack(session, {account, asOf: facts.asOf, content})}`)
    const again = await attio.record(object, recordId)
    if (!again.ok)
        throw new WorkError(`${fromAttio(again.failure.message)} The fields were written, but could not be read back. To take them back: beton undo --run ${run} --fields`)
    const record = again.value
    return {runId: run, look, checks: checksOf(look, record, fields), notes: lost.map((slug) => lostSentence(object, slug))}
} // prettier-ignore

/** Makes what the fields need, with consent, as the first run would. */
async function attributesFor({attio, config}: FieldSession, object: Preview["subject"]["object"]): Promise<FieldSetup> {
    const context = {attio, config, dry: false, missing: []}
    const existing = valueOf(await attio.attributes(object), "Attio")
    settled(await ensureAttributes(context, object, existing))
    return settled(await fieldSetup(context, object, existing))
} // prettier-ignore

function settled<T>(setting: Setting<T>): T {
    if (setting.ok) return setting.value
    const {problem} = setting
    if (problem.kind === "fix") throw new UsageError(problem.message)
    throw new WorkError(fromAttio(problem.failure.message))
}

/** Whether the record says what was to be written. @throws WorkError when that cannot be found out */
async function says(
    {attio}: FieldSession,
    {subject: {object, record}}: Preview,
    values: RecordLook["write"]["values"],
    {attributes}: FieldSetup,
): Promise<boolean> {
    const now = await attio.record(object, record.id.record_id)
    if (!now.ok)
        throw new WorkError(
            `${fromAttio(now.failure.message)} Whether the fields were written is not known: look at the ${nameOf(object)} in Attio, and start again.`,
        )
    return Object.entries(values).every(([slug, cells]) =>
        isSameCell(
            cellsIn(now.value, slug),
            cells,
            attributes[slug] ?? {slug, type: "text", isMultiselect: false},
        ),
    )
}

async function takenBack({attio}: FieldSession, {content}: AuditedWrite): Promise<string> {
    const {object, record_id: recordId, before, after} = content
    const what = "The write could not be put into the audit log"
    if (object === "tasks") return `${what}.`
    const [record, attributes] = [await attio.record(object, recordId), await attio.attributes(object)]
    const former = record.ok && attributes.ok ? formerValues(record.value, {before, after}, attributes.value) : null
    const back = former === null ? null : await undoFields(attio, {object, recordId, ...former})
    if (back?.ok === true && former?.changed.length === 0) return `${what}, so the record says again what it said before.`
    const slugs = Object.keys(after).filter((slug) => slug !== DEAL.account)
    return `${what}, and the record could not be put back either: check ${slugs.join(", ")} in Attio.`
} // prettier-ignore

/** Every field that was to say something, against what the record says. */
function checksOf(look: RecordLook, record: AttioRecord, {attributes}: FieldSetup): FieldCheck[] {
    return look.fields.flatMap(({field, slug, after, outcome}) => {
        const info = slug === null ? undefined : attributes[slug]
        if (slug === null || info === undefined || (outcome !== "write" && outcome !== "unchanged")) return []
        const found = cellsIn(record, slug)
        const wanted = look.write.values[slug] as readonly CellObject[] | undefined
        const stands = wanted === undefined || isSameCell(found, wanted, info)
        return [{field, slug, wanted: after, found: plainCell(found), stands}]
    })
}

function cellsIn(record: AttioRecord, slug: string): readonly CellObject[] {
    return (record.values[slug] as readonly CellObject[] | undefined) ?? []
}
