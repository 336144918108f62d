import {containerById} from "../schema/build"
import type {Attribute, Cell, Container, Row, Stamp, StoredValue, ValueData, Workspace} from "../types"
import {valueKey} from "../values/parse-value"

/** The current values of an attribute; the record's own id, creation time and creator count as values. */
export function currentValues(row: Row, attribute: Attribute): StoredValue[] {
    if (attribute.derived === null) return row.cells.get(attribute.id)?.current ?? []
    const stored = (data: ValueData): StoredValue[] => [
        {activeFrom: row.createdAt, activeUntil: null, actor: row.createdBy, data},
    ]
    if (attribute.derived === "record_id") return stored({value: row.id})
    if (attribute.derived === "created_at") return stored({value: row.createdAt})
    return stored({referenced_actor_type: row.createdBy.type, referenced_actor_id: row.createdBy.id})
}

/** All values, oldest first by `active_from`. */
export function historicValues(row: Row, attribute: Attribute): StoredValue[] {
    const past = row.cells.get(attribute.id)?.past ?? []
    return [...past, ...currentValues(row, attribute)].sort((a, b) =>
        a.activeFrom < b.activeFrom ? -1 : a.activeFrom > b.activeFrom ? 1 : 0,
    )
}

/** The row that holds a value of a unique attribute. */
export function rowByValue(container: Container, attribute: Attribute, data: ValueData): string | undefined {
    if (attribute.derived === "record_id")
        return container.rows.has(String(data.value)) ? String(data.value) : undefined
    return container.unique.get(attribute.id)?.get(valueKey(data))
}

/** Builds the index of a unique attribute; of values that clash already, the first keeps its place. */
export function indexUnique(container: Container, attribute: Attribute): void {
    const index = new Map<string, string>()
    for (const row of container.rows.values()) {
        for (const {data} of currentValues(row, attribute)) {
            if (index.has(valueKey(data))) container.clashing.add(attribute.id)
            else index.set(valueKey(data), row.id)
        }
    }
    container.unique.set(attribute.id, index)
}

function writeCell(
    container: Container,
    row: Row,
    attribute: Attribute,
    next: ValueData[],
    stamp: Stamp,
): {added: ValueData[]; removed: ValueData[]} {
    const cell: Cell = row.cells.get(attribute.id) ?? {current: [], past: []}
    const old = new Map(cell.current.map((value) => [valueKey(value.data), value]))
    const wanted = new Map(next.map((data) => [valueKey(data), data]))
    const added: ValueData[] = []
    const current = [...wanted].map(([key, data]) => {
        const kept = old.get(key)
        if (kept) return kept
        added.push(data)
        return {activeFrom: stamp.at, activeUntil: null, actor: stamp.actor, data}
    })
    const removed = cell.current.filter(({data}) => !wanted.has(valueKey(data)))
    cell.past.push(...removed.map((value) => ({...value, activeUntil: stamp.at})))
    cell.current = current
    row.cells.set(attribute.id, cell)
    if (attribute.unique) {
        let index = container.unique.get(attribute.id)
        if (!index) container.unique.set(attribute.id, (index = new Map()))
        for (const {data} of removed) if (index.get(valueKey(data)) === row.id) index.delete(valueKey(data))
        for (const data of added) index.set(valueKey(data), row.id)
    }
    return {added, removed: removed.map(({data}) => data)}
}

const dataOf = (row: Row, attribute: Attribute): ValueData[] =>
    currentValues(row, attribute).map(({data}) => data)
const without = (list: ValueData[], rowId: string): ValueData[] =>
    list.filter((data) => data.target_record_id !== rowId)

/**
 * Makes `next` the current values, closes the others at the stamp and keeps the other side of a two-way reference
 * in step. Values that stay the same keep their `active_from`.
 */
export function setValues(
    workspace: Workspace,
    container: Container,
    row: Row,
    attribute: Attribute,
    next: ValueData[],
    stamp: Stamp,
): void {
    const {added, removed} = writeCell(container, row, attribute, next, stamp)
    const other = attribute.inverse && containerById(workspace, attribute.inverse.containerId)
    const side = other?.attributes.find((one) => one.id === attribute.inverse?.attributeId)
    if (!other || !side) return
    const self = {target_object_id: container.id, target_record_id: row.id}
    for (const {target_record_id: id} of removed) {
        const target = other.rows.get(String(id))
        if (target) writeCell(other, target, side, without(dataOf(target, side), row.id), stamp)
    }
    for (const {target_record_id: id} of added) {
        const target = other.rows.get(String(id))
        if (!target) continue
        if (!side.multi) {
            // The target can point back at one record only: whoever had it loses it.
            for (const {target_record_id: rivalId} of dataOf(target, side)) {
                const rival = rivalId === row.id ? undefined : container.rows.get(String(rivalId))
                if (rival)
                    writeCell(
                        container,
                        rival,
                        attribute,
                        without(dataOf(rival, attribute), target.id),
                        stamp,
                    )
            }
        }
        writeCell(other, target, side, side.multi ? [...dataOf(target, side), self] : [self], stamp)
    }
}

/** Removes a record, its list entries, and every reference to it. */
export function deleteRow(workspace: Workspace, container: Container, row: Row, stamp: Stamp): void {
    for (const attribute of container.attributes) {
        if (attribute.derived === null) setValues(workspace, container, row, attribute, [], stamp)
    }
    container.rows.delete(row.id)
    for (const other of workspace.containers) {
        for (const entry of other.rows.values())
            if (entry.parent?.recordId === row.id) other.rows.delete(entry.id)
        for (const attribute of other.attributes) {
            if (attribute.type !== "record-reference" || attribute.inverse) continue
            for (const holder of other.rows.values()) {
                const left = without(dataOf(holder, attribute), row.id)
                if (left.length < dataOf(holder, attribute).length) {
                    writeCell(other, holder, attribute, left, stamp)
                }
            }
        }
    }
    for (const note of workspace.notes.values()) if (note.recordId === row.id) workspace.notes.delete(note.id)
    for (const task of workspace.tasks.values())
        task.links = task.links.filter((link) => link.recordId !== row.id)
}
