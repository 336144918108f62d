import type {CrmObject} from "@beton/shared/crm/fields/fields"

import type {NewAttribute} from "../clients/attio"

/** Slugs of the attributes by which Beton finds its own records; unlike the fields of the mapping they have fixed names. */
export const DEAL = {
    /** Unique: one deal a key, whatever runs at the same time. */
    key: "beton_key",
    /** `project:account` on every record Beton wrote to, so that falling scores reach them (D8). */
    account: "beton_account",
} as const

const KEY: NewAttribute = {
    api_slug: DEAL.key,
    title: "Beton key",
    description: "Ties the deal to its account. Written by Beton; do not change.",
    type: "text",
    is_unique: true,
}

const ACCOUNT: NewAttribute = {
    api_slug: DEAL.account,
    title: "Beton account",
    description: "The account of your product whose signals are shown here. Written by Beton; do not change.",
    type: "text",
    is_unique: false,
}

/** What Beton needs on an object to work; created on first use, with consent. */
export const NEEDED_ATTRIBUTES: Readonly<Record<CrmObject, readonly NewAttribute[]>> = {
    deals: [KEY, ACCOUNT],
    companies: [ACCOUNT],
}

/** Objects that Beton writes to. */
export type {CrmObject}

/** Value of the account attribute. */
export function accountRef(project: string, account: string): string {
    return `${project}:${account}`
}
