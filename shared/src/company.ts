import {parse} from "tldts"

import {isFreeMail} from "./free-mail"
import {hostOf, withoutWww} from "./web-host"

/** A company's web domain in the two forms that matter for matching. */
export interface CompanyDomain {
    /** Lower case, punycode, without scheme, `www.`, port, path and trailing dot. */
    readonly domain: string
    /** The part a company registers (`acme.co.uk` of `app.acme.co.uk`), by the public suffix list. */
    readonly root: string
}

/** Why a text is not a company domain. */
export type DomainProblem = "empty" | "not_a_domain" | "free_mail" | "internal"

/**
 * Normalises what a product stores as "domain": a domain, a URL, or an e-mail address (D2).
 *
 * @param text as typed or sent by the product
 * @param lists further free-mail domains and the vendor's own domains
 */
export function companyDomain(
    text: string | null | undefined,
    lists: {readonly freeMail?: readonly string[]; readonly internal?: readonly string[]} = {},
):
    | {readonly ok: true; readonly value: CompanyDomain}
    | {readonly ok: false; readonly problem: DomainProblem} {
    const found = webDomain(text)
    if (!found.ok) return found
    const {value} = found
    const free = (lists.freeMail ?? []).map(listed)
    if (isFreeMail(value.domain, free) || isFreeMail(value.root, free))
        return {ok: false, problem: "free_mail"}
    const internal = (lists.internal ?? []).map(listed)
    if (internal.includes(value.domain) || internal.includes(value.root))
        return {ok: false, problem: "internal"}
    return found
}

/** An entry of a list as an admin writes it: with `www.`, a scheme, an `@` in front, or accents. */
export function listed(text: string): string {
    const found = webDomain(text.trim().replace(/^@/, ""))
    return found.ok ? found.value.domain : text.trim().toLowerCase()
}

/** The same for any web domain, whoever it belongs to: an admin's mapping, say, or what the CRM holds. */
export function webDomain(
    text: string | null | undefined,
):
    | {readonly ok: true; readonly value: CompanyDomain}
    | {readonly ok: false; readonly problem: "empty" | "not_a_domain"} {
    const trimmed = (text ?? "").trim()
    if (trimmed === "") return {ok: false, problem: "empty"}
    const host = hostOf(trimmed)
    if (host === null) return {ok: false, problem: "not_a_domain"}
    // Private suffixes count: acme.github.io and other.github.io are different companies, and neither is github.io.
    const parsed = parse(host, {allowPrivateDomains: true})
    // `.example` (RFC 2606) is in no list of suffixes, but sample and exported data use it.
    const known = parsed.isIcann === true || parsed.isPrivate === true || parsed.publicSuffix === "example"
    if (parsed.isIp || parsed.domain === null || !known) return {ok: false, problem: "not_a_domain"}
    const domain = withoutWww(host)
    return {
        ok: true,
        value: {domain: domain === parsed.publicSuffix ? parsed.domain : domain, root: parsed.domain},
    }
}

/** A company name for exact comparison: lower case, no punctuation, no legal form at the end. */
export function normalisedName(name: string): string {
    const words = name
        .normalize("NFKD")
        .replace(/[\u0300-\u036f]/g, "")
        .toLowerCase()
        .replace(/&/g, " and ")
        .replace(/[^\p{L}\p{N}]+/gu, " ")
        .trim()
        .split(" ")
    while (words.length > 1 && (LEGAL_FORMS.has(words.at(-1) ?? "") || words.at(-1) === "and")) words.pop()
    return words.join(" ")
}

// prettier-ignore
const LEGAL_FORMS = new Set(["inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp", "ltd", "limited", "plc", "gmbh", "ag", "kg", "se", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as", "oy", "oyj", "aps", "pty", "kk"])
