import {memberActor} from "../seed"
import type {Actor, Container, Row, Stamp, Workspace} from "../types"
import {currentValues, deleteRow, setValues} from "./cells"

/** Two records become one: what the kept one lacks, and all values of lists, go over; references follow; the other id is gone. */
export function mergeRows(
    workspace: Workspace,
    container: Container,
    fromId: string,
    intoId: string,
    stampOf: (actor: Actor) => Stamp,
): void {
    const [from, into] = [rowOf(container, fromId), rowOf(container, intoId)]
    const stamp = stampOf(memberActor(workspace))
    const moves = container.attributes.flatMap((attribute) => {
        if (attribute.derived !== null || attribute.archived) return []
        const theirs = currentValues(from, attribute).map(({data}) => data)
        const ours = currentValues(into, attribute).map(({data}) => data)
        const next = attribute.multi ? [...ours, ...theirs] : ours.length > 0 ? ours : theirs
        return theirs.length === 0 || next.length === ours.length ? [] : [{attribute, next}]
    })
    // First, so that unique values are free.
    deleteRow(workspace, container, from, stamp)
    for (const {attribute, next} of moves) setValues(workspace, container, into, attribute, next, stamp)
}

function rowOf(container: Container, id: string): Row {
    const row = container.rows.get(id)
    if (!row) throw new Error(`There is no record "${id}" in "${container.slug}".`)
    return row
}
