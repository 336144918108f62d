import {bucketOf} from "@beton/shared/bucket"

import type {RunStore} from "../store"
import type {RunState} from "./run-state"

/** An account that qualifies and was not written in this run: what its records say is still brought up to date (D8). */
export interface LeftAccount {
    readonly account: string
    /** It was left because it is a customer already. */
    readonly customer: boolean
}

const NAME = "left"

/** No account has been left yet. */
export async function clearLeft({buckets}: RunState, store: RunStore): Promise<void> {
    for (let bucket = 0; bucket < buckets; bucket++) await store.putPart("route", NAME, bucket, [])
}

/** Forgets them all. */
export async function dropLeft({buckets}: RunState, store: RunStore): Promise<void> {
    await store.dropParts("route", NAME, buckets)
}

/** Notes an account, once however often it is tried. */
export async function noteLeft({buckets}: RunState, store: RunStore, left: LeftAccount): Promise<void> {
    const bucket = bucketOf(left.account, buckets)
    const known = await store.part<LeftAccount>("route", NAME, bucket)
    const others = known.filter(({account}) => account !== left.account)
    await store.putPart("route", NAME, bucket, [...others, left])
}

/** The accounts of a bucket that were left, by key. */
export async function leftIn(store: RunStore, bucket: number): Promise<ReadonlyMap<string, LeftAccount>> {
    const left = await store.part<LeftAccount>("route", NAME, bucket)
    return new Map(left.map((one) => [one.account, one]))
}
