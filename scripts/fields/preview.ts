import type {AccountFacts} from "@beton/posthog-app/attio/account-fields"
import {type DealSetup, dealSetup} from "@beton/posthog-app/attio/deal-setup"
import {fieldsToBe, lookAtFields, type RecordLook} from "@beton/posthog-app/attio/field-look"
import {fromAttio} from "@beton/shared/api/said-by"

import {UsageError, WorkError} from "../cli/errors"
import {valueOf} from "../cli/value-of"
import {accountNow} from "./account-now"
import {factsFor, leftAlone, type SubjectRecord, subjectRecord} from "./record"
import {type FieldSession} from "./session"

/** What a run of this minute would write to one record. */
export interface Preview {
    readonly subject: SubjectRecord
    readonly facts: AccountFacts
    readonly look: RecordLook
    /** Attributes that Beton would make first. */
    readonly missing: readonly string[]
    /** Fields that cannot be written, as sentences with the fix. */
    readonly problems: readonly string[]
    /** Signals that could not be computed, as sentences. */
    readonly unknown: readonly string[]
    /** Why the daily run never writes to the record; null where it may. */
    readonly leftAlone: string | null
}

/**
 * Looks at one record as the daily run would: same account, same facts, same comparison. Reads only.
 *
 * @param text a record id, or a company's domain
 * @throws UsageError, WorkError with a sentence
 */
export async function previewOf(session: FieldSession, text: string): Promise<Preview> {
    const {attio, config} = session
    const setup = await workspace(session)
    const subject = await subjectRecord(session, text)
    const now = await accountNow(session, subject.account)
    const facts = await factsFor(session, subject, now, setup)
    const existing = valueOf(await attio.attributes(subject.object), "Attio")
    const {setup: fields, missing} = fieldsToBe(subject.object, existing, config)
    return {
        subject,
        facts,
        look: lookAtFields(subject.record, facts, fields),
        missing,
        problems: fields.problems,
        unknown: now.unknown,
        leftAlone: leftAlone(subject, setup),
    }
}

/** Stages, owners and attributes of the workspace; creates nothing. */
async function workspace({attio, config}: FieldSession): Promise<DealSetup> {
    const setup = await dealSetup(attio, config, true)
    if (setup.ok) return setup.value
    const {problem} = setup
    if (problem.kind === "fix") throw new UsageError(problem.message)
    throw new WorkError(fromAttio(problem.failure.message))
}
