import {invalid, missingValue, uniquenessConflict, valueNotFound} from "../errors"
import {findAttribute} from "../schema/build"
import type {Attribute, Container, Row, Stamp, ValueData, Workspace} from "../types"
import {parseValue, valueKey} from "../values/parse-value"
import {badValue} from "../values/value-context"
import {currentValues, rowByValue, setValues} from "./cells"
import {defaultValues} from "./defaults"

/** Parsed values by attribute. */
export type Changes = Map<Attribute, ValueData[]>

/**
 * Reads `data.values`: keys are slugs or ids, values arrays of objects or scalars.
 * @throws ApiError 400 value_not_found for an unknown or archived attribute, validation_type for a bad value.
 */
export function parseChanges(
    workspace: Workspace,
    container: Container,
    values: Record<string, unknown>,
): Changes {
    const changes: Changes = new Map()
    for (const [name, raw] of Object.entries(values)) {
        const attribute = findAttribute(container, name)
        if (!attribute || attribute.archived)
            throw valueNotFound(`Cannot find attribute with slug/ID "${name}".`)
        if (!attribute.writable) throw invalid(`The attribute "${attribute.slug}" is read-only.`)
        const list = raw === null ? [] : Array.isArray(raw) ? raw : [raw]
        if (!attribute.multi && list.length > 1) throw badValue(attribute, "at most one value")
        changes.set(attribute, parseList(workspace, container, attribute, list))
    }
    return changes
}

/** Parses the values of one attribute. */
export function parseList(
    workspace: Workspace,
    container: Container,
    attribute: Attribute,
    list: unknown[],
): ValueData[] {
    return list.map((input) => parseValue({workspace, container, attribute, findByValue: rowByValue}, input))
}

function checkUnique(container: Container, changes: Changes, self?: string): void {
    for (const [attribute, list] of changes) {
        if (!attribute.unique) continue
        for (const data of list) {
            const holder = rowByValue(container, attribute, data)
            if (holder === undefined || holder === self) continue
            throw uniquenessConflict(
                `The value "${valueText(data)}" provided for attribute with slug "${attribute.slug}" conflicts with ` +
                    `one already in the system. The conflicting record has the id "${holder}".`,
            )
        }
    }
}

const valueText = (data: ValueData): string => String(data.value ?? valueKey(data))

function checkRequired(attribute: Attribute, list: ValueData[] | undefined): void {
    if (!attribute.required || attribute.archived || (list && list.length > 0)) return
    throw missingValue(`Required value for attribute with slug "${attribute.slug}" was not provided.`)
}

/** Creates a row. `lenient` leaves out required values (for seeding), never uniqueness. */
export function createRow(
    workspace: Workspace,
    container: Container,
    row: Pick<Row, "id" | "parent">,
    changes: Changes,
    stamp: Stamp,
    o: {lenient?: boolean; memberId?: string} = {},
): Row {
    const all: Changes = new Map(changes)
    for (const attribute of container.attributes) {
        const list = all.get(attribute) ?? defaultValues(workspace, container, attribute, stamp, o.memberId)
        if (list) all.set(attribute, list)
        if (!o.lenient) checkRequired(attribute, list)
    }
    checkUnique(container, all)
    const created: Row = {...row, createdAt: stamp.at, createdBy: stamp.actor, cells: new Map()}
    container.rows.set(created.id, created)
    for (const [attribute, list] of all) setValues(workspace, container, created, attribute, list, stamp)
    return created
}

/**
 * Changes a row. "append" puts the new values of multiselect attributes in front of the present ones, "overwrite"
 * replaces them; `appended` names one attribute that is appended to in any case (the matching one of an upsert).
 */
export function updateRow(
    workspace: Workspace,
    container: Container,
    row: Row,
    changes: Changes,
    stamp: Stamp,
    o: {mode: "append" | "overwrite"; appended?: Attribute},
): void {
    const next: Changes = new Map()
    for (const [attribute, list] of changes) {
        const keep = attribute.multi && (o.mode === "append" || attribute === o.appended)
        const present = keep ? currentValues(row, attribute).map(({data}) => data) : []
        const all = [...list, ...present]
        checkRequired(attribute, all)
        next.set(attribute, all)
    }
    checkUnique(container, next, row.id)
    for (const [attribute, list] of next) setValues(workspace, container, row, attribute, list, stamp)
}
