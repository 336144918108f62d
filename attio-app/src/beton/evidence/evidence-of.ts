import type {Pairing} from "@beton/shared/pairing"
import {accountEvidence} from "@beton/shared/queries/account-evidence"

import {type AttioRecord, readRecord, textOf} from "../../attio/attio"
import type {Budget} from "../../http/send"
import {knownSource} from "../../posthog/account-source"
import {askPostHog, type PostHog} from "../../posthog/posthog"
import {ACCOUNT_SLUG} from "../account-slug"
import {done, refused, type ServerAnswer} from "../answer"
import {keepEvidence, keptEvidence} from "./kept"
import {matchPeople} from "./people"
import {evidenceView} from "./read-evidence"
import type {EvidenceAnswer} from "./view"

const DAY_MS = 86_400_000
/** Firings that are shown. */
const HISTORY_DAYS = 90
/** Stretch in which backtests, runs and people are looked for. */
const LATELY_DAYS = 30
/** "Run now" writes the current minute, and clocks differ a little. */
const AHEAD_MS = 3_600_000

/** Half of a character outside the basic plane: no request and no address can hold it. */
const HALF_A_CHARACTER = /\p{Surrogate}/u

/** In place of people while the index of the group type is not known. */
const NOBODY_KNOWN: Pick<EvidenceAnswer, "people" | "peopleNote"> = {
    people: [],
    peopleNote: "Whom to call is not known: the pairing text does not say which group type of PostHog an account is. An admin runs the connection check under Apps, Beton, Settings, or pastes the line of `beton pairing` again.",
} // prettier-ignore

/** The connection that is used: its key, and its id to keep what one key showed from another. */
export interface KeyOfWorkspace {
    readonly id: string
    readonly value: string
}

/** The evidence of a record's account and whom to call (F2, F9). */
export async function evidenceOf(
    subject: {readonly object: string; readonly recordId: string},
    pairing: Pairing,
    connection: KeyOfWorkspace,
    budget: Budget,
): Promise<ServerAnswer<EvidenceAnswer>> {
    const record = await readRecord(subject.object, subject.recordId, budget)
    if (!record.ok) return refused(record.failure.message)
    const account = accountOf(record.value, pairing)
    if (!account.ok) return account
    const posthog: PostHog = {host: pairing.host, project: pairing.project, key: connection.value, budget}
    // Never looked up here: one question is all that PostHog is asked for a view.
    const source = await knownSource(pairing)
    const now = Date.now()
    const kept = await keptEvidence(connection.id, pairing, account.value, now)
    if (kept !== null && source === null) return done({evidence: kept.view, ...NOBODY_KNOWN, note: kept.note})
    const rows = await askPostHog(posthog, accountEvidence, {
        from: new Date(now - HISTORY_DAYS * DAY_MS).toISOString(),
        to: new Date(now + AHEAD_MS).toISOString(),
        lately: new Date(now - LATELY_DAYS * DAY_MS).toISOString(),
        writer: pairing.writer,
        account: source,
        key: account.value,
        email_property: pairing.emailProperty,
        // People are never kept, so they are asked for every time; what was signed may be a few minutes old.
        signed: kept === null,
    })
    if (!rows.ok && kept === null) return refused(rows.failure.message)
    if (!rows.ok && kept !== null)
        return done({evidence: kept.view, people: [], peopleNote: rows.failure.message, note: kept.note})
    const found = rows.ok ? rows.value : []
    const view = kept?.view ?? evidenceView(found, {pairing, account: account.value, source, now})
    if (kept === null) await keepEvidence(connection.id, pairing, view, now)
    const people = source === null ? NOBODY_KNOWN : await matchPeople(found, companyOf(record.value, subject), budget, now)
    return done({evidence: view, ...people, note: kept?.note ?? null})
} // prettier-ignore

/** The account that Beton wrote on the record: nothing else decides whose evidence is shown. */
function accountOf(record: AttioRecord, {project}: Pairing): ServerAnswer<string> {
    const ref = textOf(record, ACCOUNT_SLUG)
    if (ref === null)
        return refused(
            "Beton has not written to this record yet, so there is nothing to show. It does when the account reaches the threshold.",
        )
    const cut = ref.indexOf(":")
    if (HALF_A_CHARACTER.test(ref))
        return refused(
            "The account on this record cannot be read. Clear the field and wait for the next run.",
        )
    if (cut < 1 || ref.slice(0, cut) !== project || cut === ref.length - 1)
        return refused(
            "This record belongs to another PostHog project than the one that is paired. Pair the right project in Settings.",
        )
    return done(ref.slice(cut + 1))
}

function companyOf(record: AttioRecord, {object, recordId}: {readonly object: string; readonly recordId: string}): string | null {
    if (object === "companies") return recordId
    const id = record.values.associated_company?.[0]?.target_record_id
    return typeof id === "string" ? id : null
} // prettier-ignore
