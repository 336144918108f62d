import {type Result, succeed} from "@beton/shared/api/result"

import type {AttioClient, AttioRecord} from "../clients/attio"

/** Where a walk over records stands: the creation of the last one, and how many of that very instant were passed. */
export interface PagePlace {
    readonly createdAt: string
    readonly passed: number
}

/** A page of records, and where the next one begins; null after the last. */
export interface RecordPage {
    readonly records: readonly AttioRecord[]
    readonly next: PagePlace | null
}

/**
 * Records oldest first, page after page. Offsets skip rows of a set that changes (REST.md §9), so a page begins at the
 * creation of the last record before it, and only records of that same instant are passed over by number. A record may
 * come twice, never not at all.
 *
 * @param limit at most 500
 */
export async function recordPage(
    attio: AttioClient,
    object: string,
    filter: unknown,
    place: PagePlace | null,
    limit: number,
): Promise<Result<RecordPage>> {
    const since = place === null ? null : {created_at: {$gte: place.createdAt}}
    const both = [filter, since].filter((part) => part !== undefined && part !== null)
    const found = await attio.records(object, {
        ...(both.length === 0 ? {} : {filter: both.length === 1 ? both[0] : {$and: both}}),
        limit,
        offset: place?.passed ?? 0,
    })
    if (!found.ok) return found
    const records = found.value
    const last = records.at(-1)
    if (last === undefined || records.length < limit) return succeed({records, next: null})
    const same = records.filter((record) => record.created_at === last.created_at).length
    const passed = place !== null && place.createdAt === last.created_at ? place.passed + same : same
    return succeed({records, next: {createdAt: last.created_at, passed}})
}
