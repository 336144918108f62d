import type {AttioRecord} from "../clients/attio"
import {DEAL} from "./deal-attributes"
import type {DealStages} from "./deal-setup"

/** One value of an attribute, as the API reads it. */
export type Cell = Readonly<Record<string, unknown>>

/** Current values of an attribute; none where it is unset, archived or gone. */
export function cellsOf(record: AttioRecord, slug: string): readonly Cell[] {
    return (record.values[slug] as readonly Cell[] | undefined) ?? []
}

/** First text value of an attribute; '' without one. */
export function textOf(record: AttioRecord, slug: string): string {
    const value = cellsOf(record, slug)[0]?.value
    return typeof value === "string" ? value : ""
}

/** The deal's Beton key; '' for a deal that is not ours. */
export function keyOf(deal: AttioRecord): string {
    return textOf(deal, DEAL.key)
}

/** Current stage of a deal: status id and since when; null when it has none. */
export function stageOf(record: AttioRecord): {readonly statusId: string; readonly since: string} | null {
    const value = record.values.stage?.[0]
    const id = value?.status.id.status_id
    return typeof id === "string" ? {statusId: id, since: value?.active_from ?? record.created_at} : null
}

/** Whether a deal stands in an open stage. */
export function isOpen(deal: AttioRecord, {openStages}: DealStages): boolean {
    const stage = stageOf(deal)
    return stage !== null && openStages.includes(stage.statusId)
}

/** Id of the company a deal belongs to; null without one. */
export function companyIdOf(deal: AttioRecord): string | null {
    const id = cellsOf(deal, "associated_company")[0]?.target_record_id
    return typeof id === "string" ? id : null
}

/** Plain values of an attribute, whatever its type, for conditions: texts, numbers, titles, countries. */
export function plainValues(record: AttioRecord, slug: string): (string | number | boolean)[] {
    return cellsOf(record, slug).flatMap((cell) => {
        const titled = (cell.option ?? cell.status) as {readonly title?: unknown} | undefined
        const value =
            titled?.title ?? cell.value ?? cell.currency_value ?? cell.domain ?? cell.country_code ?? null
        return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
            ? [value]
            : []
    })
}
