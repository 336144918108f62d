import type {RecordFacts} from "../record-facts"
import type {Card} from "./card"

/** What makes a company linkable. */
const MATCH_STEP = {
    no_company: "Add the company to the deal.",
    no_domain: "Add the company's web domain so that it can be matched.",
    domain: "If they use the product, check that this is their domain.",
} as const

/** Nothing is paired. */
export function notConnected({account}: RecordFacts): Card {
    return {
        state: "not_connected",
        band: {word: "Not connected", tone: "problem"},
        headline: "Beton is not connected yet",
        lines: [
            account === null
                ? "An admin pastes the pairing text under Apps, Beton, Settings."
                : "Beton knows this account, but its score is not here. An admin opens Apps, Beton, Settings.",
        ],
    }
}

/** Paired, and no score stands on the record. */
export function notLinked(facts: RecordFacts): Card {
    const band = {word: "Not linked", tone: "quiet"} as const
    const isFound = facts.account !== null || facts.company === "written"
    const headline = isFound ? "No score on this record" : "No product account found"
    return {state: "not_linked", band, headline, lines: unlinkedLines(facts)}
}

function unlinkedLines({domain, account, company}: RecordFacts): string[] {
    if (account !== null) return ["Beton knows this account, but its score is not here: look at the field mapping in Settings."]
    if (company === "written") return ["Beton knows the company of this deal, but has not written to the deal: open the company to see what it found."]
    if (company === "none") return ["This deal has no company, so Beton cannot tell which account of the product it is about.", MATCH_STEP.no_company]
    const whom = domain === null ? "this company, which has no domain" : domain
    return [
        `Beton has not written about ${whom}: nobody there uses the product, it has no signal yet, or the domain differs.`,
        MATCH_STEP[domain === null ? "no_domain" : "domain"],
    ]
} // prettier-ignore
