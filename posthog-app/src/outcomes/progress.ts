import type {DealFacts, DealRow} from "@beton/shared/crm/deal-update"
import type {StageMapping} from "@beton/shared/crm/stage-mapping"

import type {PagePlace} from "../attio/record-pages"
import type {KnownDeal} from "./known"

/** What a sync of the deals came to (D4). */
export interface OutcomeCounts {
    /** Deals of the CRM. */
    readonly deals: number
    /** Deals that were new or had changed. */
    readonly changed: number
    /** Events that were sent. */
    readonly events: number
    /** Deals of which no account is known, by reason. */
    readonly withoutAccount: Readonly<Record<string, number>>
    /** Deals whose times are those of an import, among the changed ones. */
    readonly imported: number
    readonly deleted: number
    /** Tasks were asked about for so many deals. */
    readonly asked: number
    /** Deals that were asked whether they still exist. */
    readonly confirmed: number
}

/**
 * Where a day's sync stands, unit by unit: begin; then for each page its deals are compared with what was sent before
 * (page), accounts found (accounts), histories read (read) and sent (send), and vanished deals confirmed (gone).
 */
export interface OutcomesProgress {
    readonly stage: "begin" | "page" | "accounts" | "read" | "send" | "gone"
    /** Where the page begins, and the next one; null: at the start, and after the end. */
    readonly after: PagePlace | null
    readonly next: PagePlace | null
    /** Pages that were read. */
    readonly pages: number
    /** Deals of the page to be read, and how many of them are done. */
    readonly todo: number
    readonly read: number
    /** Deals of the page's time that it no longer holds, and how many of them are confirmed. */
    readonly gone: number
    readonly goneRead: number
    /** What was being done when rows were stored to be sent. */
    readonly sendFor: "read" | "gone"
    /** false once the token turned out not to be allowed to read tasks. */
    readonly mayReadTasks: boolean
    readonly counts: OutcomeCounts
}

/** Nothing is read yet. */
export const NO_OUTCOMES: OutcomesProgress = {
    stage: "begin",
    after: null,
    next: null,
    pages: 0,
    todo: 0,
    read: 0,
    gone: 0,
    goneRead: 0,
    sendFor: "read",
    mayReadTasks: true,
    counts: {
        deals: 0,
        changed: 0,
        events: 0,
        withoutAccount: {},
        imported: 0,
        deleted: 0,
        asked: 0,
        confirmed: 0,
    },
}

/** What a sync needs to know of the workspace, read once. */
export interface OutcomeSetup {
    readonly mapping: StageMapping
    /** Of all that decides what an event says beside the deal: another one sends every deal again. */
    readonly fingerprint: string
    /** Sentences about settings that do not fit. */
    readonly problems: readonly string[]
}

/** A deal of the page that has to be read. */
export interface TodoDeal {
    readonly facts: DealFacts
    readonly fingerprint: string
    /** As Attio writes it: what deals are paged by. */
    readonly createdAt: string
    /** What was known of it; null for a new one. */
    readonly known: KnownDeal | null
    /** changed: its events are sent again whatever is found. The others only if something is found. */
    readonly because: "changed" | "untouched" | "without_account"
}

/** What is known of the company of a deal. */
export interface DealCompany {
    readonly companyId: string
    readonly account: string | null
    /** Why there is no account; '' where there is one. */
    readonly why: string
    /** Last mail or meeting with it, ISO; null for none. */
    readonly lastInteraction: string | null
}

/** Rows of a deal that wait to be sent, and what is remembered once they are; null: forget the deal. */
export interface ReadyDeal {
    readonly dealId: string
    readonly createdAt: string
    readonly known: KnownDeal | null
    readonly rows: readonly DealRow[]
}
