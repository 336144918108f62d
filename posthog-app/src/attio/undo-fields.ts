import {type Result, succeed} from "@beton/shared/api/result"
import {type CellObject, cellOf, isByPerson, isSameCell} from "@beton/shared/crm/fields/cells"
import type {FieldType} from "@beton/shared/crm/fields/fields"

import type {AttioClient, AttioRecord, Attribute} from "../clients/attio"
import type {AuditedWrite} from "./audit-log"
import {cellsOf} from "./cells"
import type {CrmObject} from "./deal-attributes"

/** What putting back the fields of one record does, or would do. */
export interface FieldUndo {
    readonly object: CrmObject
    readonly recordId: string
    readonly account: string
    readonly action: "restore" | "keep" | "gone"
    /** A multiselect is among the values: they replace what it has. */
    readonly replaces: boolean
    /** Slug → values as they were before. */
    readonly values: Readonly<Record<string, readonly CellObject[]>>
    /** Slugs whose value has changed since, by a person or a later run: they stay. */
    readonly changed: readonly string[]
}

/** Types of attributes that Beton's fields can go to. */
const TYPES: readonly string[] = ["text", "number", "currency", "date", "timestamp", "select"] satisfies FieldType[] // prettier-ignore

/**
 * What records that were there before a run said before it. Only values that still are what Beton wrote are put back;
 * stages and whatever else is no field stay. Reads only.
 *
 * @param writes of one run, which writes a record once
 */
export async function planFieldUndo(
    attio: AttioClient,
    writes: readonly AuditedWrite[],
): Promise<Result<readonly FieldUndo[]>> {
    const attributes = new Map<CrmObject, readonly Attribute[]>()
    const steps: FieldUndo[] = []
    for (const {account, content} of writes) {
        const {object, record_id: recordId, action} = content
        if (object === "tasks" || action === "created" || action === "reopened") continue
        const subject = {object, recordId, account}
        let known = attributes.get(object)
        if (known === undefined) {
            const listed = await attio.attributes(object)
            if (!listed.ok) return listed
            known = listed.value
            attributes.set(object, known)
        }
        const record = await attio.record(object, recordId)
        if (!record.ok && record.failure.kind !== "not_found") return record
        if (!record.ok) {
            steps.push({...subject, action: "gone", values: {}, changed: [], replaces: false})
            continue
        }
        const {values, changed, replaces} = formerValues(record.value, content, known)
        const isKept = Object.keys(values).length === 0
        steps.push({...subject, action: isKept ? "keep" : "restore", values, changed, replaces})
    }
    return succeed(steps)
}

/** Puts the fields of one record back; false when the record is gone. */
export async function undoFields(
    attio: AttioClient,
    {object, recordId, values, replaces}: Pick<FieldUndo, "object" | "recordId" | "values" | "replaces">,
): Promise<Result<boolean>> {
    const written = await attio.update(object, recordId, values, replaces)
    if (written.ok) return succeed(true)
    return written.failure.kind === "not_found" ? succeed(false) : written
}

/** The values before a write, for the fields that still say what it wrote; those that say it already are left out. */
export function formerValues(
    record: AttioRecord,
    {before, after}: {readonly before: Plains; readonly after: Plains},
    attributes: readonly Attribute[],
): Pick<FieldUndo, "values" | "changed" | "replaces"> {
    const values: Record<string, readonly CellObject[]> = {}
    const changed: string[] = []
    const old = new Map(Object.entries(before))
    for (const [slug, value] of Object.entries(after)) {
        const found = attributes.find((one) => one.api_slug === slug && !one.is_archived)
        const info = found && TYPES.includes(found.type) ? {slug, type: found.type as FieldType, isMultiselect: found.is_multiselect} : null // prettier-ignore
        const cells = cellsOf(record, slug)
        const written = info === null ? null : cellOf(scalar(value), info)
        const former = info === null ? null : cellOf(scalar(old.get(slug)), info)
        if (former !== null && info !== null && isSameCell(cells, former, info)) continue
        const isOurs = info !== null && written !== null && isSameCell(cells, written, info) && !isByPerson(cells) // prettier-ignore
        if (isOurs && former !== null) values[slug] = former
        else changed.push(slug)
    }
    const several = attributes.filter((one) => one.is_multiselect).map((one) => one.api_slug)
    return {values, changed, replaces: several.some((slug) => slug in values)}
}

type Plains = Readonly<Record<string, unknown>>

function scalar(value: unknown): string | number | readonly string[] | null {
    if (Array.isArray(value)) return value.map(String)
    return typeof value === "string" || typeof value === "number" ? value : null
}
