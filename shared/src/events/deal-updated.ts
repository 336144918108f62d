import * as z from "zod"

import {DISPOSITIONS} from "../crm/disposition"
import type {AccountSource} from "../queries/account"
import {accountDistinctId, betonProperties, type CaptureEvent} from "./capture-event"
import {dealEntryId, dealGoneId} from "./ids"
import type {Writer} from "./signal-fired"
import {sign} from "./signing"

/** Name of the event: deals of all lead sources with their stage history, as the CRM has them (D4). */
export const DEAL_UPDATED = "beton_deal_updated"

const instant = z.iso.datetime()

/**
 * Signed content of a `beton_deal_updated` event: one entry of a deal's stage history, with what is known of the deal at
 * `revision`. No name of the deal, no person's name or address.
 *
 * The event of an entry keeps its id and timestamp for ever. When something about it changes later (value, lead source,
 * owner, a newer entry, feedback), it is sent again under the same id with a higher `revision`, and **readers take the
 * highest revision of each `beton_id`**: PostHog keeps the newest copy only some time later, and shows all until then.
 */
export const dealUpdatedContentSchema = z.object({
    schema_version: z.literal(1),
    beton_id: z.string(),
    /** unix ms of the sync's instant. */
    revision: z.number().int().min(0),
    deal_id: z.string().min(1),
    /** Page of the deal in the CRM; '' when it is not known. */
    deal_url: z.string(),
    /** Record id of the company; '' without one. */
    company_id: z.string(),
    /** '' when no account is known. */
    account_key: z.string(),
    /** Category of the settings, the value itself, or "unknown". */
    lead_source: z.string(),
    /** The CRM's own value; '' for blank. */
    lead_source_value: z.string(),
    stage_id: z.string(),
    stage_title: z.string(),
    /** What this entry's stage means; "deleted" on the one event of a deal that is gone. */
    deal_status: z.enum(["open", "qualified", "won", "lost", "deleted"]),
    is_current: z.boolean(),
    /**
     * won, lost: this entry is the deal's current one. qualified: the first success of a deal; one that went straight to
     * won says "won" there, so whoever counts qualified deals takes both. '' everywhere else.
     */
    deal_outcome: z.enum(["qualified", "won", "lost", ""]),
    deal_value: z.number().nullable(),
    /** ISO 4217 code; '' when there is no value. */
    currency: z.string(),
    created_at: instant,
    qualified_at: instant.nullable(),
    won_at: instant.nullable(),
    lost_at: instant.nullable(),
    /** Times that it was closed and then went on. */
    reopened: z.number().int().min(0),
    /** false: the times are those of an import (REST.md §4 "History"). */
    history_reliable: z.boolean(),
    /** beton: made by Beton. influenced: another's, which carried Beton's fields before it was closed (H6). */
    sourced_by: z.enum(["beton", "influenced", "other"]),
    disposition: z.enum(Object.keys(DISPOSITIONS) as [keyof typeof DISPOSITIONS]).or(z.literal("")),
    /** Id of the member who owns it; '' for none. */
    owner_id: z.string(),
    /** Deals made by Beton only (H11). */
    first_touch_at: instant.nullable(),
    first_touch_kind: z.enum(["stage_change", "task", "task_completed", "interaction", ""]),
    deleted: z.boolean(),
})

/** See `dealUpdatedContentSchema`. */
export type DealUpdatedContent = z.infer<typeof dealUpdatedContentSchema>

/** Content that the caller decides; the id is derived. */
export type DealUpdatedInput = Omit<DealUpdatedContent, "schema_version" | "beton_id">

/**
 * Builds the event of one entry. The same input gives the same bytes.
 *
 * @param at when the entry began, ISO: also the event's timestamp. Of a deal that is gone: when that was noticed.
 * @param source null where it is not known what an account is; then the event belongs to no group
 */
export function dealUpdatedEvent(
    at: string,
    input: DealUpdatedInput,
    source: AccountSource | null,
    writer: Writer,
): CaptureEvent {
    const {project} = writer
    const {account_key: account, deal_id: deal} = input
    const id = input.deleted ? dealGoneId(project, deal) : dealEntryId(project, deal, at, input.stage_id)
    const content: DealUpdatedContent = {schema_version: 1, beton_id: id, ...input}
    const subject = account === "" || source === null ? undefined : {source, account}
    return {
        event: DEAL_UPDATED,
        // Without an account the deal speaks for itself.
        distinct_id: account === "" ? `beton:deal:${deal}`.slice(0, 200) : accountDistinctId(account),
        uuid: id,
        timestamp: at,
        properties: {
            ...betonProperties(writer.writer, subject),
            ...content,
            ...sign({kind: DEAL_UPDATED, project, account, as_of: at, content}, writer.keys),
        },
    }
}
