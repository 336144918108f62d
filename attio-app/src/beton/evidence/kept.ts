import {toBase64Url, utf8Bytes} from "@beton/shared/events/codec"
import type {Pairing} from "@beton/shared/pairing"
import {sha256} from "@noble/hashes/sha2.js"
import * as z from "zod"

import {recall, remember} from "../../attio/cache"
import {ageText} from "../words"
import type {EvidenceView} from "./view"

/** A few minutes: whoever opens the evidence again meanwhile costs PostHog little. */
const KEPT_S = 300

const stored = z.object({v: z.literal(1), at: z.number(), view: z.looseObject({account: z.string()})})

/** Evidence that was verified and kept, with a sentence that says of when it is; null without any. No person is in it. */
export async function keptEvidence(
    connection: string,
    pairing: Pairing,
    account: string,
    now: number,
): Promise<{readonly view: EvidenceView; readonly note: string} | null> {
    const read = stored.safeParse(await recall(keyOf(connection, pairing, account)))
    if (!read.success || read.data.view.account !== account) return null
    const {at, view} = read.data
    const minutes = Math.max(1, Math.round((now - at) / 60_000))
    const age = now - at < 3_600_000 ? `${minutes} ${minutes === 1 ? "minute" : "minutes"} ago` : ageText(new Date(at).toISOString(), now)
    return {view: view as unknown as EvidenceView, note: `As of ${age}.`}
} // prettier-ignore

/** Keeps verified evidence; that it could not be kept costs a query, nothing else. */
export async function keepEvidence(
    connection: string,
    pairing: Pairing,
    view: EvidenceView,
    now: number,
): Promise<void> {
    const value = {v: 1, at: now, view: JSON.parse(JSON.stringify(view)) as never}
    await remember(keyOf(connection, pairing, view.account), value, KEPT_S)
}

/** Hashed: an account's key may be anything, of any length. A changed pairing or key never shows what another one kept. */
function keyOf(connection: string, {host, project, writer, publicKeys}: Pairing, account: string): string {
    const parts = JSON.stringify([connection, host, project, writer, publicKeys, account])
    return `evidence/1/${toBase64Url(sha256(utf8Bytes(parts)))}`
}
