import {type AttributeInfo, type CellObject, cellOf, isByPerson, isSameCell} from "./cells"
import {BETON_FIELDS, type BetonFieldId, type FieldValues, type Mapping} from "./fields"

/** What a write to a record would change, field by field. */
export interface CellChanges {
    /** Slug → values to write. */
    readonly write: Readonly<Record<string, readonly CellObject[]>>
    readonly unchanged: readonly BetonFieldId[]
    /** A person edited the value after Beton wrote it, or wrote it first: it stays until somebody empties the field. */
    readonly kept: readonly {readonly field: BetonFieldId; readonly slug: string}[]
    /** The attribute cannot hold the value. */
    readonly unfit: readonly {readonly field: BetonFieldId; readonly slug: string}[]
}

/**
 * Compares a record with what is known of its account. A value of which the API says that a person of the workspace wrote
 * it is never overwritten; emptying the field hands it back to Beton. Values of tokens, apps and the system are replaced.
 *
 * @param current the record's current values by slug; attributes that are unset or gone may be absent
 * @param attributes what is known of the mapped attributes by slug; fields of others are left out
 */
export function cellChanges(
    current: Readonly<Record<string, readonly CellObject[] | undefined>>,
    wanted: FieldValues,
    mapping: Mapping,
    attributes: Readonly<Record<string, AttributeInfo>>,
): CellChanges {
    const write: Record<string, readonly CellObject[]> = {}
    const unchanged: BetonFieldId[] = []
    const kept: {field: BetonFieldId; slug: string}[] = []
    const unfit: {field: BetonFieldId; slug: string}[] = []
    const known = new Map(Object.entries(attributes))
    for (const {id} of BETON_FIELDS) {
        const slug = mapping[id]?.slug
        const attribute = slug === undefined ? undefined : known.get(slug)
        const value = wanted[id]
        if (slug === undefined || attribute === undefined || value === undefined) continue
        const cells = current[slug] ?? []
        const want = cellOf(value, attribute)
        if (want === null) unfit.push({field: id, slug})
        else if (isSameCell(cells, want, attribute)) unchanged.push(id)
        else if (isByPerson(cells)) kept.push({field: id, slug})
        else write[slug] = want
    }
    return {write, unchanged, kept, unfit}
}
