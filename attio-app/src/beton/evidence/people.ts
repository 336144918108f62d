import {type AttioRecord, MOST_PEOPLE, peopleOf, textOf} from "../../attio/attio"
import type {Budget} from "../../http/send"
import {ageText, plural} from "../words"
import type {EvidenceRow} from "./read-evidence"
import type {EvidenceAnswer, PersonView} from "./view"

/** Enough to choose from (F9). */
const MOST_SHOWN = 3

/**
 * The most active people of the account that Attio knows as people of its company. An e-mail address that PostHog
 * answered is compared here and goes nowhere: not to the client, not to Attio, not into a log, not into storage.
 *
 * @param company record id; null where the record has no company
 */
export async function matchPeople(
    rows: readonly EvidenceRow[],
    company: string | null,
    budget: Budget,
    now: number,
): Promise<Pick<EvidenceAnswer, "people" | "peopleNote">> {
    // The answer has the one who was seen last first.
    const active = rows.filter(({kind}) => kind === "person").sort((a, b) => b.uses - a.uses)
    if (active.length === 0)
        return {people: [], peopleNote: "Nobody of this account with an e-mail address was active in the last 30 days."} // prettier-ignore
    if (company === null)
        return {people: [], peopleNote: "This deal has no company, so its people are not known. Add the company to the deal."} // prettier-ignore
    const known = await peopleOf(company, budget)
    if (!known.ok) return {people: [], peopleNote: known.failure.message}
    // Who has several addresses is one person, as active as at the busiest of them.
    const found = new Map<string, PersonView>()
    let missing = 0
    for (const row of active) {
        const person = known.value.find((record) => hasEmail(record, row.email.toLowerCase()))
        if (person === undefined) missing++
        else if (!found.has(person.id.record_id)) found.set(person.id.record_id, personView(person, row, now))
    }
    const looked =
        known.value.length < MOST_PEOPLE
            ? "the company's people"
            : `the ${MOST_PEOPLE} people of the company that were looked through`
    const others = `${plural(missing, "active person", "active people")} of the account ${missing === 1 ? "is" : "are"} not among ${looked} in Attio: look them up in PostHog.`
    return {people: [...found.values()].slice(0, MOST_SHOWN), peopleNote: missing > 0 ? others : null}
}

function hasEmail({values}: AttioRecord, email: string): boolean {
    return (values.email_addresses ?? []).some(
        ({email_address: address}) => typeof address === "string" && address.toLowerCase() === email,
    )
}

function personView(record: AttioRecord, {at, uses, days}: EvidenceRow, now: number): PersonView {
    const name = record.values.name?.[0]?.full_name
    const last = ageText(new Date(Math.min(at * 1000, now)).toISOString(), now)
    return {
        name: typeof name === "string" && name !== "" ? name : "Person without a name",
        jobTitle: textOf(record, "job_title"),
        url: record.web_url ?? null,
        activity: `${plural(uses, "action")} on ${plural(days, "day")} of the last 30, last ${last}.`,
    }
}
