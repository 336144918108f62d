import {type Failure, type Result, succeed} from "@beton/shared/api/result"

import type {AttioClient, AttioRecord, WriteValues} from "../clients/attio"
import {type CrmObject, DEAL} from "./deal-attributes"
import type {DealSetup} from "./deal-setup"
import {attributeNamed} from "./ensure-attributes"

/** Without these a record is not what Beton means: their loss fails the write. */
const ESSENTIAL: ReadonlySet<string> = new Set([
    "name",
    "domains",
    "stage",
    "owner",
    "associated_company",
    DEAL.key,
    DEAL.account,
])

/** Where a write goes; null: a new record. */
export interface WriteTarget {
    readonly object: CrmObject
    readonly recordId: string | null
    /** A multiselect is among the values: they replace what it has. */
    readonly replaces?: boolean
}

/**
 * Writes a record. An attribute that was archived or deleted since the run looked, or an option of it, costs its own field
 * and not the record: Attio refuses the whole request (REST.md §3), so the rest is written in a second one.
 *
 * @param onLost told which slugs are left out, before the second request
 */
export async function writeRecord(
    attio: AttioClient,
    target: WriteTarget,
    values: WriteValues,
    onLost: (slugs: readonly string[]) => Promise<void>,
): Promise<Result<AttioRecord>> {
    const first = await send(attio, target, values)
    if (first.ok || !isUnknownValue(first.failure)) return first
    const lost = await lostSlugs(attio, target.object, values)
    if (!lost.ok) return lost
    if (lost.value.length === 0) return first
    await onLost(lost.value)
    return send(attio, target, without(values, lost.value))
}

/** An attribute or an option that the request names does not exist (any more). */
export function isUnknownValue({kind, code}: Failure): boolean {
    return kind === "refused" && code === "value_not_found"
}

/** Slugs of values that the object no longer takes. */
export async function lostSlugs(
    attio: AttioClient,
    object: CrmObject,
    values: WriteValues,
): Promise<Result<string[]>> {
    const attributes = await attio.attributes(object)
    if (!attributes.ok) return attributes
    const active = new Map(
        attributes.value.filter((one) => !one.is_archived).map((one) => [one.api_slug, one.type]),
    )
    const lost: string[] = []
    for (const [slug, cells] of Object.entries(values)) {
        if (ESSENTIAL.has(slug)) continue
        if (!active.has(slug)) lost.push(slug)
        else if (active.get(slug) === "select" && cells.length > 0) {
            const options = await attio.options(object, slug)
            if (!options.ok) return options
            const titles = new Set(options.value.filter((one) => !one.is_archived).map((one) => one.title))
            if (cells.some(({option}) => !titles.has(String(option)))) lost.push(slug)
        }
    }
    return succeed(lost)
}

/** The record without some of its values. */
export function without<T>(values: Readonly<Record<string, T>>, slugs: readonly string[]): Record<string, T> {
    return Object.fromEntries(Object.entries(values).filter(([slug]) => !slugs.includes(slug)))
}

/** The set-up for the rest of the run: what was lost is not tried again. */
export function withoutFields(setup: DealSetup, object: CrmObject, slugs: readonly string[]): DealSetup {
    const fields = setup.fields[object]
    if (fields === null) return setup
    return {
        ...setup,
        fields: {...setup.fields, [object]: {...fields, attributes: without(fields.attributes, slugs)}},
    }
}

/** What the run says of it. */
export function lostSentence(object: CrmObject, slug: string): string {
    return `The ${attributeNamed(object, slug)} was archived or deleted while the run was writing, or its option was. Everything else was written. Restore it in Attio, or write another attribute into the field mapping (routing.fields.${object}).`
}

function send(
    attio: AttioClient,
    {object, recordId, replaces}: WriteTarget,
    values: WriteValues,
): Promise<Result<AttioRecord>> {
    return recordId === null ? attio.create(object, values) : attio.update(object, recordId, values, replaces)
}
