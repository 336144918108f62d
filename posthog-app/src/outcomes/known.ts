import {bucketOf} from "@beton/shared/bucket"
import type {Touch} from "@beton/shared/crm/touch"

import type {Host} from "../host"
import {sealed, unsealed} from "../seal"

/** What was last sent of a deal, in short. */
export interface KnownDeal {
    readonly id: string
    /** Creation as the CRM writes it. */
    readonly createdAt: string
    /** Of everything that its events say but the touch. */
    readonly fingerprint: string
    /** '' when no account was known. */
    readonly account: string
    readonly touch: Touch | null
    /** Ours, open and untouched: it is asked about touches each day (H11). */
    readonly isWatched: boolean
}

/** Deals of one month are spread over so many entries, because an import makes thousands on one day. */
const BUCKETS = 8
const MONTHS = "deals:months"

/**
 * The deals that were sent before, in the host's storage, by the month of their creation: a page of deals touches few of
 * the entries. Lost entries only mean that deals are read and sent again under the same ids.
 */
export class KnownDeals {
    private readonly cache = new Map<string, ReadonlyMap<string, KnownDeal>>()
    private months: readonly string[] | null = null

    constructor(private readonly storage: Host["storage"]) {}

    async of(deal: {readonly id: string; readonly createdAt: string}): Promise<KnownDeal | null> {
        return (await this.bucket(bucketName(deal))).get(deal.id) ?? null
    }

    /**
     * Deals that were made in [from, to).
     *
     * @param from null = from the first one
     * @param to null = to the last one
     */
    async between(from: string | null, to: string | null): Promise<KnownDeal[]> {
        const months = (await this.monthList()).filter(
            (month) => (from === null || month >= monthOf(from)) && (to === null || month <= monthOf(to)),
        )
        const found: KnownDeal[] = []
        for (const month of months)
            for (const n of Array.from({length: BUCKETS}, (_, i) => i))
                found.push(...(await this.bucket(`${month}:${n}`)).values())
        return found.filter(
            ({createdAt}) => (from === null || createdAt >= from) && (to === null || createdAt < to),
        )
    }

    /** Remembers deals, and forgets those without an entry. */
    async save(
        deals: readonly {
            readonly dealId: string
            readonly createdAt: string
            readonly known: KnownDeal | null
        }[],
    ): Promise<void> {
        const changed = new Map<string, Map<string, KnownDeal>>()
        for (const {dealId: id, createdAt, known} of deals) {
            const name = bucketName({id, createdAt})
            const bucket = changed.get(name) ?? new Map(await this.bucket(name))
            changed.set(name, bucket)
            if (known === null) bucket.delete(id)
            else bucket.set(id, known)
        }
        // The list first: an entry is never missing from it.
        await this.addMonths([...changed.keys()].map((name) => name.slice(0, 7)))
        for (const [name, bucket] of changed) {
            const key = keyOf(name)
            if (bucket.size === 0) await this.storage.del(key)
            else await this.storage.set(key, sealed(key, [...bucket.values()]))
            this.cache.set(name, bucket)
        }
    }

    private async bucket(name: string): Promise<ReadonlyMap<string, KnownDeal>> {
        const cached = this.cache.get(name)
        if (cached !== undefined) return cached
        const key = keyOf(name)
        const stored = unsealed(key, await this.storage.get(key))
        const deals = Array.isArray(stored) ? (stored as readonly KnownDeal[]) : []
        const bucket = new Map(deals.map((deal) => [deal.id, deal]))
        this.cache.set(name, bucket)
        return bucket
    }

    private async monthList(): Promise<readonly string[]> {
        if (this.months === null) {
            const stored = unsealed(MONTHS, await this.storage.get(MONTHS))
            this.months = Array.isArray(stored) ? (stored as readonly string[]) : []
        }
        return this.months
    }

    private async addMonths(months: readonly string[]): Promise<void> {
        const known = await this.monthList()
        const all = [...new Set([...known, ...months])].sort()
        if (all.length === known.length) return
        await this.storage.set(MONTHS, sealed(MONTHS, all))
        this.months = all
    }
}

function bucketName({id, createdAt}: {readonly id: string; readonly createdAt: string}): string {
    return `${monthOf(createdAt)}:${bucketOf(id, BUCKETS)}`
}

/** `2026-10` of an ISO instant. */
function monthOf(createdAt: string): string {
    return createdAt.slice(0, 7)
}

function keyOf(name: string): string {
    return `deals:${name}`
}
