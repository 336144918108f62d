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

/** The most that Attio lists at once. */
const PAGE = 500
/** A company with more deals than this is none; reading on would cost the whole run. */
const MOST_PAGES = 20

/** All records that match a filter, oldest first: one call for each 500, at most 10,000. */
export async function allRecords(
    attio: AttioClient,
    object: string,
    filter: unknown,
): Promise<Result<AttioRecord[]>> {
    const records = new Map<string, AttioRecord>()
    let place: PagePlace | null = null
    for (const _page of Array.from({length: MOST_PAGES})) {
        const page: Result<RecordPage> = await recordPage(attio, object, filter, place, PAGE)
        if (!page.ok) return page
        for (const record of page.value.records) records.set(record.id.record_id, record)
        place = page.value.next
        if (place === null) break
    }
    return succeed([...records.values()])
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
