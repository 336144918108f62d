/** Turns drafts of deals into records with the history of their stages. */
import {STAGES, type StoryCompany, type StoryDeal} from "./crm-rows"
import type {StoryAccount} from "./generate"
import {DAY_MS, type LeadSource, STORY_NOW_MS} from "./parameters"
import type {Random} from "./random"
import {STORY_MEMBERS} from "./vocabulary"

/** A deal before it has stages. */
export interface Draft {
    account: StoryAccount | null
    company: StoryCompany
    status: StoryDeal["status"]
    source: LeadSource
    createdAt: number
    closedAt: number | null
}

/** The deal record of a draft. */
export function finish(draft: Draft, random: Random): StoryDeal {
    const {account, company, status, source} = draft
    const createdAt = odd(draft.createdAt)
    const closedAt = draft.closedAt === null ? null : odd(draft.closedAt)
    const end = closedAt ?? STORY_NOW_MS
    const stages: StoryDeal["stages"] = [{stage: STAGES.lead, at: createdAt}]
    const progressAt = odd(createdAt + Math.min(random.between(2, 12) * DAY_MS, (end - createdAt) * 0.6))
    if (status === "open" ? end - createdAt > 10 * DAY_MS : !random.chance(0.06))
        stages.push({stage: STAGES.progress, at: progressAt})
    if (closedAt !== null) stages.push({stage: status === "won" ? STAGES.won : STAGES.lost, at: closedAt})
    const early = createdAt < STORY_NOW_MS - 120 * DAY_MS
    // The member who left still owns some old deals.
    const owner = random.pick(
        early ? STORY_MEMBERS : STORY_MEMBERS.filter((member) => member.access_level !== "suspended"),
    )
    const employees = account?.profile.employees ?? 120
    return {
        recordId: random.uuid(),
        name: `${company.name}: ${employees > 250 ? "Business" : "Team"} plan`,
        companyRecordId: company.recordId,
        accountKey: account?.profile.key ?? null,
        source,
        owner: owner.email_address,
        value: Math.round((2400 + employees * random.between(40, 110)) / 100) * 100,
        createdAt,
        stages,
        status,
        closedAt,
        imported: false,
    }
}

/** A reopened deal, and won deals whose history was lost when they were taken over from an older CRM. */
export function addOddities(deals: StoryDeal[], start: number): void {
    const importAt = odd(start + 75 * DAY_MS)
    const old = deals
        .filter((deal) => deal.status === "won" && deal.closedAt !== null && deal.closedAt < importAt)
        .slice(0, 3)
    for (const deal of old) {
        deal.imported = true
        deal.createdAt = importAt
        deal.stages = [{stage: STAGES.won, at: importAt}]
    }
    const reopened = deals.find(
        (deal) =>
            deal.status === "won" &&
            !deal.imported &&
            deal.closedAt !== null &&
            deal.closedAt - deal.createdAt > 30 * DAY_MS,
    )
    if (!reopened || reopened.closedAt === null) return
    const span = reopened.closedAt - reopened.createdAt
    const at = (part: number): number => odd(reopened.createdAt + span * part)
    reopened.stages = [
        {stage: STAGES.lead, at: reopened.createdAt},
        {stage: STAGES.progress, at: at(0.2)},
        {stage: STAGES.lost, at: at(0.5)},
        {stage: STAGES.progress, at: at(0.7)},
        {stage: STAGES.won, at: reopened.closedAt},
    ]
}

/** Whole milliseconds, never on a whole second. */
export function odd(ms: number): number {
    const whole = Math.floor(ms)
    return whole % 1000 === 0 ? whole + 1 : whole
}
