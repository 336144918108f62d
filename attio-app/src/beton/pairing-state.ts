import {type BetonFieldId, mappingOf} from "@beton/shared/crm/fields/fields"
import {decodePairing, type Pairing} from "@beton/shared/pairing"

import {ACCOUNT_SLUG} from "./account-slug"

/** Objects whose records Beton writes to. */
export type BetonObject = "deals" | "companies"

/** Whether an object's records can carry Beton's fields. */
export function isBetonObject(object: string): object is BetonObject {
    return object === "deals" || object === "companies"
}

/** The pairing of the settings; null where none is set or it cannot be read. */
export function pairingOf(text: string | null): Pairing | null {
    const read = decodePairing(text ?? "")
    return read.ok ? read.pairing : null
}

/** Beton's fields as the card reads them, and the field of each in the mapping. */
const READ = {
    score: "score",
    scoreChange: "score_change",
    signals: "signals",
    lastSignalAt: "last_signal_at",
    whyNow: "why_now",
    trackRecord: "track_record",
    state: "state",
    quietSince: "quiet_since",
    checkedAt: "checked_at",
    probability: "conversion_probability",
} as const satisfies Record<string, BetonFieldId>

type ReadField = keyof typeof READ
const NAMES = Object.keys(READ) as ReadField[]

/** Where each field stands on an object: the pairing's attribute, else Beton's own; null: it is not written. */
export function fieldSlugs(pairing: Pairing | null, object: BetonObject): Record<ReadField, string | null> {
    const mapping = mappingOf(pairing?.fields[object] ?? {})
    return Object.fromEntries(NAMES.map((name) => [name, mapping[READ[name]]?.slug ?? null])) as Record<ReadField, string | null> // prettier-ignore
}

/** The same as variables of a query, which needs a slug for each: what is not written is read elsewhere, and dropped. */
export function slugsOf(pairing: Pairing | null, object: BetonObject) {
    const {probability: _, ...slugs} = fieldSlugs(pairing, object)
    const asked = Object.fromEntries(
        Object.entries(slugs).map(([name, slug]) => [name, slug ?? ACCOUNT_SLUG]),
    ) as Record<Exclude<ReadField, "probability">, string>
    return {
        ...asked,
        account: ACCOUNT_SLUG,
        disposition: pairing?.dispositionAttribute ?? "pql_disposition",
    }
}

/** A queried record without the fields that are not written: what stands there is left over from before. */
export function withoutUnwritten<R extends object>(record: R, pairing: Pairing | null, object: BetonObject): R {
    const unwritten = Object.entries(fieldSlugs(pairing, object)).filter(([, slug]) => slug === null)
    return {...record, ...Object.fromEntries(unwritten.map(([name]) => [name, null]))}
} // prettier-ignore
