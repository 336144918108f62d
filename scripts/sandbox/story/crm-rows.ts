/** Shapes of the generated CRM records. */
import type {LeadSource} from "./parameters"

/** Titles of the deal stages. */
export const STAGES = {lead: "Lead", progress: "In Progress", won: "Won 🎉", lost: "Lost"} as const

/** One company record. */
export interface StoryCompany {
    recordId: string
    name: string
    domain: string
    /** Title of the CRM's own employee range. */
    employeeRange: string
    createdAt: number
    /** Accounts of the product that belong to it; empty for companies that only sales knows. */
    accountKeys: string[]
}

/** One deal record with its true history. */
export interface StoryDeal {
    recordId: string
    name: string
    companyRecordId: string
    accountKey: string | null
    source: LeadSource
    /** Address of the owner. */
    owner: string
    /** US dollars per year. */
    value: number
    createdAt: number
    /** In order of time; the last one is current. */
    stages: {stage: string; at: number}[]
    status: "open" | "won" | "lost"
    /** When it was really won or lost (ms), null while open. */
    closedAt: number | null
    /** Taken over from an older CRM: its history starts at the import and says nothing about the real dates. */
    imported: boolean
}

/** Companies and deals of a story. */
export interface StoryCrm {
    companies: StoryCompany[]
    deals: StoryDeal[]
}
