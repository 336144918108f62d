import {grouped, type Option, percentOf, type Proposal, proposalOf} from "./proposal"

/** What is known about where the company's web domain stands. Counts only, never values. */
export interface DomainFacts {
    readonly groups: number
    /** Text properties of the groups: how many groups carry each, and in how many it looks like a web domain. */
    readonly properties: readonly {
        readonly property: string
        readonly groups: number
        readonly domains: number
    }[]
    /** Accounts of the last 30 days, and how many of their keys look like a web domain; null when unknown. */
    readonly keys: {readonly accounts: number; readonly domains: number} | null
}

/** A property that holds a domain in fewer groups than this is something else. */
const LEAST_SHARE = 0.05
const DOMAIN_NAME = /domain|website|\bsite\b|web_?address|\burl\b|host/i

/** The group property that holds the company's domain, or "account" when the key itself is one. */
export function proposeDomain({groups, properties, keys}: DomainFacts): Proposal {
    const ofProperties = properties
        .filter(({domains}) => domains > 0 && domains / Math.max(groups, 1) >= LEAST_SHARE)
        .map(({property, domains}) => ({
            share: domains / Math.max(groups, 1),
            named: DOMAIN_NAME.test(property),
            option: {
                value: property,
                reason: `${grouped(domains)} of ${grouped(groups)} groups have a web domain there (${percentOf(domains, groups)}).`,
            },
        }))
    const ofKeys =
        keys === null || keys.accounts === 0 || keys.domains / keys.accounts < LEAST_SHARE
            ? []
            : [
                  {
                      share: keys.domains / keys.accounts,
                      named: false,
                      option: {
                          value: "account",
                          reason: `${grouped(keys.domains)} of ${grouped(keys.accounts)} account keys are web domains themselves (${percentOf(keys.domains, keys.accounts)}).`,
                      },
                  },
              ]
    const options: Option[] = [...ofProperties, ...ofKeys]
        .sort((a, b) => weightOf(b) - weightOf(a))
        .map(({option}) => option)
    return proposalOf(options, {
        value: "domain",
        reason: "No property of the groups holds web domains. Accounts are scored all the same, but cannot be matched with companies until your product sends one.",
    })
}

/** A name that says so breaks what is nearly a tie. */
function weightOf({share, named}: {readonly share: number; readonly named: boolean}): number {
    return share + (named ? 0.1 : 0)
}
