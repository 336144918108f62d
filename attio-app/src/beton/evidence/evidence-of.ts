import type {Pairing} from "@beton/shared/pairing"
import {accountEvidence} from "@beton/shared/queries/account-evidence"

import {type AttioRecord, readRecord, textOf} from "../../attio/attio"
import type {Budget} from "../../http/send"
import {accountSource} from "../../posthog/account-source"
import {askPostHog, type PostHog} from "../../posthog/posthog"
import {done, refused, type ServerAnswer} from "../answer"
import {ACCOUNT_SLUG} from "../pairing-state"
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
    const source = await accountSource(posthog, pairing)
    if (!source.ok) return refused(source.failure.message)
    const now = Date.now()
    const kept = await keptEvidence(connection.id, pairing, account.value, now)
    const rows = await askPostHog(posthog, accountEvidence, {
        from: new Date(now - HISTORY_DAYS * DAY_MS).toISOString(),
        to: new Date(now + AHEAD_MS).toISOString(),
        lately: new Date(now - LATELY_DAYS * DAY_MS).toISOString(),
        writer: pairing.writer,
        account: source.value,
        key: account.value,
        email_property: pairing.emailProperty,
        // People are never kept, so they are asked for every time; what was signed may be a few minutes old.
        ...{signed: kept === null, people: true},
    })
    if (!rows.ok && kept === null) return refused(rows.failure.message)
    if (!rows.ok && kept !== null)
        return done({evidence: kept.view, people: [], peopleNote: rows.failure.message, note: kept.note})
    const found = rows.ok ? rows.value : []
    const view = kept?.view ?? evidenceView(found, {pairing, account: account.value, source: source.value, now})
    if (kept === null) await keepEvidence(connection.id, pairing, view, now)
    const people = await matchPeople(found, companyOf(record.value, subject), budget, now)
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
