import type {DealUpdatedInput} from "../events/deal-updated"
import type {Disposition} from "./disposition"
import {leadSourceOf, type LeadSourceSettings} from "./lead-source"
import type {StageTimeline} from "./stage-timeline"
import type {Touch} from "./touch"

/** What a deal's record says at present. Instants are ISO with milliseconds. */
export interface DealFacts {
    readonly dealId: string
    readonly url: string
    readonly createdAt: string
    readonly stage: {readonly id: string; readonly title: string; readonly since: string; readonly byMember: boolean} | null
    /** '' for blank. */
    readonly leadSource: string
    readonly value: number | null
    readonly currency: string
    readonly companyId: string | null
    readonly ownerId: string | null
    readonly disposition: Disposition | null
    /** Account by the deal's own Beton key; null for deals that Beton did not make. */
    readonly keyAccount: string | null
    /** Account that Beton wrote on a deal of somebody else, and since when it carries Beton's fields. */
    readonly annotation: {readonly account: string | null; readonly since: string} | null
} // prettier-ignore

/** One entry's event without its id; `at` is its timestamp. */
export interface DealRow {
    readonly at: string
    readonly input: DealUpdatedInput
}

/** What a sync knows beside the record. */
export interface DealContext {
    readonly account: string | null
    readonly touch: Touch | null
    readonly leadSources: LeadSourceSettings
    /** unix ms of the sync's instant. */
    readonly revision: number
}

/** One row for each entry of the deal's history, oldest first. */
export function dealRows(deal: DealFacts, timeline: StageTimeline, context: DealContext): DealRow[] {
    const common = {
        revision: context.revision,
        deal_id: deal.dealId,
        deal_url: deal.url,
        company_id: deal.companyId ?? "",
        account_key: context.account ?? "",
        lead_source: leadSourceOf(deal.leadSource, context.leadSources),
        lead_source_value: deal.leadSource,
        deal_value: deal.value,
        currency: deal.value === null ? "" : deal.currency,
        created_at: deal.createdAt,
        qualified_at: timeline.qualifiedAt,
        won_at: timeline.wonAt,
        lost_at: timeline.lostAt,
        reopened: timeline.reopened,
        history_reliable: timeline.isReliable,
        sourced_by: sourcedBy(deal, timeline),
        disposition: deal.disposition ?? ("" as const),
        owner_id: deal.ownerId ?? "",
        first_touch_at: context.touch?.at ?? null,
        first_touch_kind: context.touch?.kind ?? ("" as const),
        deleted: false,
    }
    return timeline.entries.map(({from, statusId, title, kind, isCurrent, outcome}) => ({
        at: from,
        input: {
            ...common,
            stage_id: statusId,
            stage_title: title,
            deal_status: kind,
            is_current: isCurrent,
            deal_outcome: outcome,
        },
    }))
}

/** The last row of a deal that the CRM no longer has: deleted, or merged into another. */
export function goneRow(
    deal: {readonly dealId: string; readonly createdAt: string; readonly account: string | null},
    at: string,
    revision: number,
): DealRow {
    return {
        at,
        input: {
            revision,
            deal_id: deal.dealId,
            deal_url: "",
            company_id: "",
            account_key: deal.account ?? "",
            lead_source: "",
            lead_source_value: "",
            stage_id: "",
            stage_title: "",
            deal_status: "deleted",
            is_current: true,
            deal_outcome: "",
            deal_value: null,
            currency: "",
            created_at: deal.createdAt,
            qualified_at: null,
            won_at: null,
            lost_at: null,
            reopened: 0,
            history_reliable: false,
            sourced_by: "other",
            disposition: "",
            owner_id: "",
            first_touch_at: null,
            first_touch_kind: "",
            deleted: true,
        },
    }
}

/** Whose the deal is (H6): a score that came after the decision influenced nothing. */
function sourcedBy(deal: DealFacts, {wonAt, lostAt}: StageTimeline): DealUpdatedInput["sourced_by"] {
    if (deal.keyAccount !== null) return "beton"
    const closedAt = wonAt ?? lostAt
    if (deal.annotation === null) return "other"
    const isBefore = closedAt === null || Date.parse(deal.annotation.since) < Date.parse(closedAt)
    return isBefore ? "influenced" : "other"
}
