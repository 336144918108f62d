/** An account of the product, as far as it says which company it is. */
export interface AccountIdentity {
    readonly key: string
    /** Domain, address or e-mail address, as the product stores it. */
    readonly domain: string | null
    readonly name: string | null
    /** The product's own id, where companies of the CRM carry it. */
    readonly externalId: string | null
}

/** A company of the CRM. */
export interface CompanyCandidate {
    readonly id: string
    readonly name: string | null
    readonly domains: readonly string[]
    readonly externalIds: readonly string[]
}

/** What an admin has decided about companies. */
export interface MatchRules {
    /** Account key → company domain. */
    readonly accountMap: Readonly<Record<string, string>>
    /** Further domain of a company → the one that the CRM knows. */
    readonly aliases: Readonly<Record<string, string>>
    readonly freeMail: readonly string[]
    readonly internal: readonly string[]
    readonly matchNames: boolean
}

/** How a company was recognised, most trustworthy first, with the confidence that stands for it. */
export const MATCH_CONFIDENCE = {
    mapping: 1,
    external_id: 0.98,
    domain: 0.95,
    alias_domain: 0.92,
    root_domain: 0.85,
    name: 0.6,
} as const

/** See `MATCH_CONFIDENCE`. */
export type MatchedBy = keyof typeof MATCH_CONFIDENCE

/** Why no company is taken. */
export type Unresolved =
    | "free_mail"
    | "internal"
    | "no_domain"
    | "not_a_domain"
    | "mapped_company_missing"
    | "mapping_unusable"
    | "no_company"
    | "ambiguous"
    | "contradiction"
    | "only_similar"

/** Which company an account is (D2). Never a guess: in doubt it is unresolved, with the companies in question. */
export type CompanyDecision =
    | {
          readonly kind: "matched"
          readonly company: string
          readonly by: MatchedBy
          /** 0 to 1. */
          readonly confidence: number
          readonly reason: string
      }
    | {
          readonly kind: "unresolved"
          readonly why: Unresolved
          readonly reason: string
          readonly candidates: readonly string[]
      }
