import {parse} from "tldts"

import type {Attribute, ValueData} from "../types"
import {badValue, isObject, unwrap} from "./value-context"

type Parser = (attribute: Attribute, input: unknown) => ValueData

/** Dialling prefixes the stand-in can tell apart without a given country, longest first. */
const DIALLING: [string, string][] = [
    ["+351", "PT"],
    ["+352", "LU"],
    ["+353", "IE"],
    ["+358", "FI"],
    ["+420", "CZ"],
    ["+972", "IL"],
    ...Object.entries({
        31: "NL",
        32: "BE",
        33: "FR",
        34: "ES",
        36: "HU",
        39: "IT",
        40: "RO",
        41: "CH",
        43: "AT",
        44: "GB",
        45: "DK",
        46: "SE",
        47: "NO",
        48: "PL",
        49: "DE",
        52: "MX",
        55: "BR",
        61: "AU",
        64: "NZ",
        65: "SG",
        81: "JP",
        91: "IN",
    }).map(([prefix, country]): [string, string] => [`+${prefix}`, country]),
    ["+1", "US"],
]

const domain: Parser = (attribute, input) => {
    const value = unwrap(attribute, input, "domain")
    const host = typeof value === "string" ? value.trim().toLowerCase() : ""
    const parsed = parse(host)
    if (!parsed.domain || parsed.isIp || parsed.hostname !== host) {
        throw badValue(attribute, 'a domain such as "acme.com", without scheme, port or path')
    }
    return {domain: host, root_domain: parsed.domain}
}

const email: Parser = (attribute, input) => {
    const value = unwrap(attribute, input, "email_address")
    const [, local, host] = /^([^\s@]+)@([^\s@]+)$/.exec(typeof value === "string" ? value.trim() : "") ?? []
    const root = host === undefined ? null : parse(host.toLowerCase()).domain
    if (local === undefined || host === undefined || !root) throw badValue(attribute, "an e-mail address")
    return {
        original_email_address: value,
        email_address: `${local}@${host}`.toLowerCase(),
        email_domain: host.toLowerCase(),
        email_root_domain: root,
        email_local_specifier: local.toLowerCase(),
    }
}

const phone: Parser = (attribute, input) => {
    const object = isObject(input) ? input : {original_phone_number: input}
    const original = object.original_phone_number
    if (typeof original !== "string") throw badValue(attribute, "a phone number in E.164 form")
    const compact = original.replace(/[\s().-]/g, "")
    const given = typeof object.country_code === "string" ? object.country_code : undefined
    const prefix = DIALLING.find(([, country]) => country === given)?.[0]
    const full =
        compact.startsWith("+") || prefix === undefined ? compact : prefix + compact.replace(/^0/, "")
    const country = given ?? DIALLING.find(([start]) => full.startsWith(start))?.[1]
    if (!/^\+\d{7,15}$/.test(full) || country === undefined) {
        throw badValue(attribute, "a phone number in E.164 form, or one with country_code")
    }
    return {original_phone_number: original, country_code: country, phone_number: full}
}

const name: Parser = (attribute, input) => {
    if (typeof input === "string") {
        const [last = "", first = ""] = input.split(",").map((part) => part.trim())
        if (!input.includes(",")) throw badValue(attribute, '"Last name, First name"')
        return {first_name: first, last_name: last, full_name: `${first} ${last}`.trim()}
    }
    const {first_name: first = "", last_name: last = "", full_name: full} = isObject(input) ? input : {}
    const known = [first, last, full ?? ""]
    if (
        !isObject(input) ||
        !known.every((part) => typeof part === "string") ||
        known.every((part) => part === "")
    ) {
        throw badValue(attribute, "first_name, last_name and full_name, or a string")
    }
    return {first_name: first, last_name: last, full_name: full ?? `${String(first)} ${String(last)}`.trim()}
}

const PLACE = "line_1 line_2 line_3 line_4 locality region postcode country_code latitude longitude".split(
    " ",
)

const location: Parser = (attribute, input) => {
    const parts = isObject(input) ? PLACE.map((key) => input[key]) : []
    const complete = parts.length > 0 && parts.every((part) => part === null || typeof part === "string")
    if (!isObject(input) || !complete || Object.keys(input).length !== PLACE.length) {
        throw badValue(
            attribute,
            `an object with exactly the keys ${PLACE.join(", ")}, each a string or null`,
        )
    }
    return Object.fromEntries(PLACE.map((key) => [key, input[key]]))
}

/** Parsers for domains, addresses and names. */
export const CONTACT_PARSERS = {
    domain,
    "email-address": email,
    "phone-number": phone,
    "personal-name": name,
    location,
} satisfies Record<string, Parser>
