import type {AttributeInfo, CellObject, Plain} from "@beton/shared/crm/fields/cells"
import {plainCell} from "@beton/shared/crm/fields/cells"
import {cellChanges} from "@beton/shared/crm/fields/changes"
import {BETON_FIELDS, type BetonFieldId, mappingOf} from "@beton/shared/crm/fields/fields"

import type {AttioRecord, Attribute} from "../clients/attio"
import type {Config} from "../config/config"
import {type AccountFacts, changedFields, type FieldWrite, oldOf, wantedOf, writeOf} from "./account-fields"
import {cellsOf} from "./cells"
import type {CrmObject} from "./deal-attributes"
import {type FieldSetup, fieldStandings} from "./field-setup"

/** What a write would do to one field of a record. */
export interface FieldLook {
    readonly field: BetonFieldId
    /** null: the mapping leaves it out. */
    readonly slug: string | null
    readonly before: Plain
    /** What it would say; where it is not written, what it says. */
    readonly after: Plain
    /**
     * kept: a person wrote the value, which stays. unfit: the attribute cannot hold the value. unknown: nothing is known to
     * write. unusable: the attribute cannot be written to. off: not mapped.
     */
    readonly outcome: "write" | "unchanged" | "kept" | "unfit" | "unknown" | "unusable" | "off"
}

/** All fields of a record, and the write that they come to. */
export interface RecordLook {
    readonly fields: readonly FieldLook[]
    readonly write: FieldWrite
    /** A daily run would write it too: small moves are left for the week. */
    readonly isDue: boolean
}

/** Compares a record with what is known of its account, field by field, as the daily run does. Writes nothing. */
export function lookAtFields(record: AttioRecord, facts: AccountFacts, setup: FieldSetup): RecordLook {
    const current = record.values as Readonly<Record<string, readonly CellObject[]>>
    const wanted = wantedOf(facts, oldOf(record, setup))
    const {write, unchanged, kept, unfit} = cellChanges(current, wanted, setup.mapping, setup.attributes)
    const writes = new Map(Object.entries(write))
    const named = (list: readonly {readonly field: BetonFieldId}[], field: BetonFieldId): boolean =>
        list.some((one) => one.field === field)
    const fields = BETON_FIELDS.map(({id}): FieldLook => {
        const slug = setup.mapping[id]?.slug ?? null
        if (slug === null) return {field: id, slug, before: null, after: null, outcome: "off"}
        const before = plainCell(cellsOf(record, slug))
        const cells = writes.get(slug)
        if (cells !== undefined) return {field: id, slug, before, after: plainCell(cells), outcome: "write"}
        const outcome = !Object.hasOwn(setup.attributes, slug)
            ? "unusable"
            : unchanged.includes(id)
              ? "unchanged"
              : named(kept, id)
                ? "kept"
                : named(unfit, id)
                  ? "unfit"
                  : "unknown"
        return {field: id, slug, before, after: before, outcome}
    })
    return {
        fields,
        write: writeOf(current, wanted, facts, setup),
        isDue: changedFields(record, facts, setup) !== null,
    }
}

/** The mapping as it will be after the first run: attributes that Beton would make count as there. Creates nothing. */
export function fieldsToBe(
    object: CrmObject,
    existing: readonly Attribute[],
    config: Pick<Config, "settings">,
): {readonly setup: FieldSetup; readonly missing: readonly string[]} {
    const standings = fieldStandings(object, existing, config)
    const attributes = standings.flatMap(({field, slug, standing}): [string, AttributeInfo][] => {
        if (standing.kind === "missing") return [[slug, {slug, type: field.type, isMultiselect: false}]]
        const found = existing.find((one) => one.api_slug === slug)
        if (standing.kind === "problem" || found === undefined) return []
        return [[slug, {slug, type: found.type as AttributeInfo["type"], isMultiselect: false}]]
    })
    return {
        setup: {
            mapping: mappingOf(config.settings.routing.fields[object]),
            attributes: Object.fromEntries(attributes),
            problems: standings.flatMap(({standing}) => (standing.kind === "problem" ? [standing.fix] : [])),
        },
        missing: standings.flatMap(({slug, standing}) => (standing.kind === "missing" ? [slug] : [])),
    }
}
