import {toBase64Url, utf8Bytes} from "@beton/shared/events/codec"
import type {Pairing} from "@beton/shared/pairing"
import {sha256} from "@noble/hashes/sha2.js"
import * as z from "zod/mini"

import {recall, remember} from "../../attio/cache"
import {ageText} from "../words"
import type {EvidenceView} from "./view"

/** A few minutes: whoever opens the evidence again meanwhile costs PostHog little. */
const KEPT_S = 300

const texts = z.readonly(z.array(z.string()))
const signal = z.object({
    ...{id: z.string(), title: z.string(), observed: z.string()},
    facts: texts,
    isNew: z.boolean(),
    trackRecord: texts,
})
const firing = {asOf: z.string(), score: z.number()}

/** Checked in full when it is read: an older version of the app may have kept another form. */
const viewSchema: z.ZodMiniType<EvidenceView> = z.object({
    account: z.string(),
    newest: z.nullable(z.object({...firing, partial: z.boolean(), whyNow: z.string(), routeReason: z.string(), signals: z.readonly(z.array(signal))})),
    breakdown: z.string(),
    next: z.string(),
    past: z.readonly(z.array(z.object({...firing, titles: texts, replayed: z.boolean()}))),
    lastRun: z.nullable(z.object({finishedAt: z.string(), problems: texts})),
    link: z.nullable(z.string()),
    distrusted: z.nullable(z.string()),
}) // prettier-ignore

const stored = z.object({v: z.literal(1), at: z.int().check(z.gte(0)), view: viewSchema})

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
    // Of a clock that was wrong: nobody knows how old it is.
    if (at > now) return null
    const minutes = Math.max(1, Math.round((now - at) / 60_000))
    const age = now - at < 3_600_000 ? `${minutes} ${minutes === 1 ? "minute" : "minutes"} ago` : ageText(new Date(at).toISOString(), now)
    return {view, note: `As of ${age}.`}
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
