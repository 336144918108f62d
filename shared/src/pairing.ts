import type {CrmObject} from "./crm/fields/fields"
import {fromBase64Url, toBase64Url, utf8Bytes, utf8Text} from "./events/codec"

/** What an account is, in the words of the settings. */
export type PairedAccount =
    | {readonly type: "group"; readonly groupType: string}
    | {readonly type: "person_property"; readonly property: string}
    | {readonly type: "email_domain"}

/** A signal that is switched on, built in or a team's own: what people call it and whom it speaks about. */
export interface PairedSignal {
    readonly id: string
    readonly title: string
    readonly audience: "prospect" | "customer" | "both"
}

/**
 * What the Attio app knows of the PostHog app: where it writes, how to check what it wrote, and how it is set up. No part
 * of it is a secret (DESIGN §3 Configuration).
 */
export interface Pairing {
    /** Origin of PostHog without a trailing slash. */
    readonly host: string
    /** Project id. */
    readonly project: string
    /** Public keys that are believed, base64url of 32 bytes; the one in use first. */
    readonly publicKeys: readonly string[]
    /** `beton_writer` of the app's events. */
    readonly writer: string
    readonly account: PairedAccount
    /** Index of the group type in the project, 0 to 4; null where accounts are no groups, and in older pairings. */
    readonly groupTypeIndex: number | null
    /** Signals that are switched on, in the order of the settings; empty in older pairings. */
    readonly signals: readonly PairedSignal[]
    /** Person property with the e-mail address. */
    readonly emailProperty: string
    /** Score from which on accounts are routed, 0 to 100. */
    readonly threshold: number
    readonly routing: "off" | "on"
    /** Attribute in which sales says why an account was of no use. */
    readonly dispositionAttribute: string
    /** Fields that go to other attributes than Beton's own; null: not written. */
    readonly fields: Readonly<Record<CrmObject, Readonly<Record<string, string | null>>>>
}

/** A pairing that was read, or one sentence that says what to do. */
export type PairingResult =
    {readonly ok: true; readonly pairing: Pairing} | {readonly ok: false; readonly message: string}

const PREFIX = "beton1"
const AGAIN = "Run `beton pairing` and paste the whole line."
const KEY_CHARS = /^[A-Za-z0-9_-]{43}$/
/** Whole keys of PostHog and tokens of Attio. */
const SECRET = /(^|[^A-Za-z0-9])ph[a-z]_[A-Za-z0-9]{20,}|^[0-9a-f]{64}$/i

/** The pairing as one line of text: `beton1.<base64url of JSON>.<checksum>`. */
export function encodePairing(pairing: Pairing): string {
    const {host, project, publicKeys, writer, account, emailProperty} = pairing
    const {threshold, routing, dispositionAttribute, fields, groupTypeIndex, signals} = pairing
    // Written out field by field: whatever else an object carries stays behind.
    const body = toBase64Url(
        utf8Bytes(
            JSON.stringify({
                ...{host, project, keys: publicKeys, writer, account: accountText(account)},
                ...{email: emailProperty, threshold, routing, feedback: dispositionAttribute},
                fields: {deals: {...fields.deals}, companies: {...fields.companies}},
                ...(groupTypeIndex === null ? {} : {group_index: groupTypeIndex}),
                signals: signals.map(({id, title, audience}) => [id, title, audience]),
            }),
        ),
    )
    return `${PREFIX}.${body}.${checksum(body)}`
}

/** What messages and terminals put around a line and into it: blanks, breaks, marks without a width, quotation marks. */
const ADDED = /[\s\u200b-\u200d\u2060"'`“”]+/g

/** Reads a pairing text; what a message or a terminal put into it does not count. */
export function decodePairing(text: string): PairingResult {
    const line = text.replace(ADDED, "")
    if (line === "") return bad(`No pairing text is set. ${AGAIN}`)
    if (SECRET.test(line))
        return bad(`This is a key, not a pairing text. Delete it here and treat it as leaked. ${AGAIN}`)
    const [prefix = "", body = "", sum = "", ...rest] = line.split(".")
    if (!/^beton\d+$/.test(prefix))
        return bad(`This is not a pairing text, which starts with beton1. ${AGAIN}`)
    if (prefix !== PREFIX)
        return bad("This pairing text was made by a newer Beton. Update the Attio app, then paste it again.")
    if (rest.length > 0 || body === "" || sum !== checksum(body))
        return bad(`The pairing text was cut off or changed on the way. ${AGAIN}`)
    const json = parsed(body)
    return json === null ? bad(`The pairing text cannot be read. ${AGAIN}`) : read(json)
}

function read(json: Readonly<Record<string, unknown>>): PairingResult {
    const {host, project, keys, writer, threshold, routing, fields} = json
    const account = accountOfText(json.account)
    const [email, feedback] = [nameOr(json.email, "email"), nameOr(json.feedback, "pql_disposition")]
    const lacks = (what: string) => bad(`The pairing text lacks ${what}. ${AGAIN}`)
    if (typeof host !== "string" || !/^https?:\/\/[^/\s?#@]+$/.test(host)) return lacks("the address of PostHog")
    if (typeof project !== "string" || !/^[1-9]\d*$/.test(project)) return lacks("the PostHog project")
    const known = Array.isArray(keys) ? keys.filter((key) => typeof key === "string" && KEY_CHARS.test(key)) : []
    if (known.length === 0 || !Array.isArray(keys) || known.length !== keys.length) return lacks("a public key")
    if (!isText(writer)) return lacks("the writer")
    if (account === null) return lacks("what an account is")
    if (typeof threshold !== "number" || threshold < 0 || threshold > 100) return lacks("the threshold")
    const pairing: Pairing = {
        ...{host, project, publicKeys: known as string[], writer, account, threshold},
        emailProperty: email,
        routing: routing === "on" ? "on" : "off",
        dispositionAttribute: feedback,
        fields: {deals: slugs(fields, "deals"), companies: slugs(fields, "companies")},
        groupTypeIndex: account.type === "group" ? groupIndex(json.group_index) : null,
        signals: pairedSignals(json.signals),
    }
    return {ok: true, pairing}
} // prettier-ignore

/** The setting "What an account is" in its own words. */
export function accountText(account: PairedAccount): string {
    if (account.type === "group") return `group:${account.groupType}`
    return account.type === "person_property" ? `person:${account.property}` : "email"
}

function accountOfText(text: unknown): PairedAccount | null {
    if (!isText(text)) return null
    if (text === "email") return {type: "email_domain"}
    const [, kind, name] = /^(group|person):(.+)$/.exec(text) ?? []
    if (name === undefined) return null
    return kind === "group" ? {type: "group", groupType: name} : {type: "person_property", property: name}
}

function nameOr(value: unknown, other: string): string {
    return isText(value) ? value : other
}

/** A text that a request can hold: half of a character outside the basic plane is none. */
function isText(value: unknown): value is string {
    return typeof value === "string" && value !== "" && !/\p{Surrogate}/u.test(value)
}

function slugs(fields: unknown, object: CrmObject): Record<string, string | null> {
    const all = isRecord(fields) ? fields[object] : undefined
    if (!isRecord(all)) return {}
    return Object.fromEntries(
        Object.entries(all).filter(
            (entry): entry is [string, string | null] => entry[1] === null || isText(entry[1]),
        ),
    )
}

function groupIndex(value: unknown): number | null {
    return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 4 ? value : null
}

/** What an older version does not write, and a newer one writes in another form, is left out: names are only shown. */
function pairedSignals(value: unknown): PairedSignal[] {
    return (Array.isArray(value) ? value : []).flatMap((one: unknown): PairedSignal[] => {
        const [id, title, audience]: unknown[] = Array.isArray(one) ? one : []
        if (!isText(id) || !isText(title)) return []
        return [{id, title, audience: audience === "prospect" || audience === "customer" ? audience : "both"}]
    })
} // prettier-ignore

function parsed(body: string): Record<string, unknown> | null {
    try {
        const json: unknown = JSON.parse(utf8Text(fromBase64Url(body)))
        return isRecord(json) ? json : null
    } catch {
        // Not base64url, not UTF-8 or not JSON: none of it is a pairing.
        return null
    }
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value)
}

const bad = (message: string): PairingResult => ({ok: false, message})

/** FNV-1a, 32 bits: finds what copying breaks. It is no signature: whoever may paste may also set up something else. */
function checksum(text: string): string {
    let hash = 0x811c9dc5
    for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
    return hash.toString(16).padStart(8, "0")
}
