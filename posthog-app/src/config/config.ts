import {type KeyPair, readPrivateKey} from "@beton/shared/events/signing"
import {isFreeMail} from "@beton/shared/free-mail"
import type * as z from "zod"

import {type FieldKey, FIELDS} from "./fields"
import {type Settings, settingsSchema} from "./settings"

/** What an account is, as set; a group's index is looked up in the project. */
export type AccountSetting =
    | {readonly type: "group"; readonly groupType: string}
    | {readonly type: "person_property"; readonly property: string}
    | {readonly type: "email_domain"}

/** Effective configuration. */
export interface Config {
    /** Origin without a trailing slash. */
    readonly posthogHost: string
    readonly posthogKey: string
    readonly project: string
    readonly account: AccountSetting
    /** null: the account key itself is the domain. */
    readonly domainProperty: string | null
    readonly outcomeEvent: string | null
    readonly threshold: number
    readonly targetHour: number
    readonly attioToken: string | null
    readonly routingConfirmed: boolean
    readonly keys: KeyPair
    readonly settings: Settings
}

/** One thing wrong with the configuration: which field, and what to do. */
export interface ConfigProblem {
    readonly field: string
    readonly message: string
}

type Raw = Readonly<Record<string, unknown>>
type Check<T> = {readonly ok: true; readonly value: T} | {readonly ok: false; readonly message: string}

const ok = <T>(value: T): Check<T> => ({ok: true, value})
const bad = (message: string): Check<never> => ({ok: false, message})

/** Reads and checks the settings form. All problems are reported at once, each with its field and its fix; never a secret's value. */
export function parseConfig(
    raw: Raw,
):
    | {readonly ok: true; readonly config: Config}
    | {readonly ok: false; readonly problems: readonly ConfigProblem[]} {
    const problems: ConfigProblem[] = []
    const take = <T>(field: FieldKey, check: (text: string) => Check<T>): T | null => {
        const result = check(textOf(raw, field))
        if (result.ok) return result.value
        problems.push({field: FIELDS[field].name, message: result.message})
        return null
    }
    const posthogHost = take("posthog_host", parseHost)
    const posthogKey = take("posthog_key", parseKey)
    const project = take("posthog_project", (text) =>
        /^[1-9]\d*$/.test(text) ? ok(text) : bad("must be the project's number, e.g. 12345."),
    )
    const account = take("account", parseAccount)
    const domainProperty = take("domain_property", (text) => ok(text))
    const outcomeEvent = take("outcome_event", (text) => ok(text))
    const threshold = take("threshold", wholeNumber(0, 100))
    const targetHour = take("target_hour", wholeNumber(0, 23))
    const attioToken = take("attio_token", (text) => ok(text))
    const routing = take("routing_confirmed", (text) =>
        text === "on" || text === "off" ? ok(text === "on") : bad('must be "off" or "on".'),
    )
    const keys = take("signing_key", parseSigningKey)
    const settings = parseSettings(raw.settings, problems)
    if (routing === true && attioToken === "") {
        problems.push({
            field: FIELDS.attio_token.name,
            message: "is empty but routing is on. Paste an Attio token or switch routing off.",
        })
    }
    if (
        posthogHost === null ||
        posthogKey === null ||
        project === null ||
        account === null ||
        threshold === null
    )
        return {ok: false, problems}
    if (targetHour === null || routing === null || keys === null || settings === null || problems.length > 0)
        return {ok: false, problems}
    return {
        ok: true,
        config: {
            posthogHost,
            posthogKey,
            project,
            account,
            domainProperty: domainProperty === "account" || account.type !== "group" ? null : domainProperty,
            outcomeEvent: outcomeEvent === "" ? null : outcomeEvent,
            threshold,
            targetHour,
            attioToken: attioToken === "" ? null : attioToken,
            routingConfirmed: routing,
            keys,
            settings,
        },
    }
}

/** One sentence per problem, for logs and screens. */
export function describeProblems(problems: readonly ConfigProblem[]): string {
    return problems.map(({field, message}) => `${field} ${message}`).join("\n")
}

function textOf(raw: Raw, field: FieldKey): string {
    const value = raw[field]
    const text = value === undefined || value === null || value === "" ? FIELDS[field].default : value
    return String(text).trim()
}

function parseHost(text: string): Check<string> {
    const match = /^(https?):\/\/([^/\s?#]+)\/?$/.exec(text)
    if (!match?.[1] || !match[2])
        return bad(`must be an address like https://us.posthog.com, without a path; it is ${shown(text)}.`)
    if (match[1] === "http" && !isPrivateHost(match[2].replace(/:\d+$/, "")))
        return bad("must start with https://: the key would travel unencrypted.")
    return ok(`${match[1]}://${match[2]}`)
}

/** Names and addresses that do not leave the own network: plain http is usual there (a PostHog container, say). */
function isPrivateHost(host: string): boolean {
    return (
        /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)\d/.test(host) ||
        host === "[::1]" ||
        /^[a-z0-9_-]+$/i.test(host) ||
        /\.(local|internal|lan)$/i.test(host)
    )
}

function parseKey(text: string): Check<string> {
    if (text === "")
        return bad(
            "is empty. Create a personal API key in PostHog (Settings, Personal API keys) and paste it.",
        )
    if (text.startsWith("phc_"))
        return bad("is a project key (phc_), which can only send events. Paste a personal API key (phx_).")
    if (!text.startsWith("phx_")) return bad("must start with phx_.")
    return ok(text)
}

function parseAccount(text: string): Check<AccountSetting> {
    if (text === "email") return ok({type: "email_domain"})
    const group = /^group:(.+)$/.exec(text)?.[1]?.trim()
    if (group) return ok({type: "group", groupType: group})
    const property = /^person:(.+)$/.exec(text)?.[1]?.trim()
    if (property) return ok({type: "person_property", property})
    return bad(`must be group:<group type>, person:<person property> or email; it is ${shown(text)}.`)
}

function parseSigningKey(text: string): Check<KeyPair> {
    if (text === "") return bad("is empty. Make one with `beton keygen` and paste it.")
    try {
        return ok(readPrivateKey(text))
    } catch (error) {
        return bad(`cannot be read. ${error instanceof Error ? error.message : ""}`.trim())
    }
}

function wholeNumber(min: number, max: number): (text: string) => Check<number> {
    return (text) => {
        const value = Number(text)
        if (text !== "" && Number.isInteger(value) && value >= min && value <= max) return ok(value)
        return bad(`must be a whole number from ${min} to ${max}; it is ${shown(text)}.`)
    }
}

function parseSettings(value: unknown, problems: ConfigProblem[]): Settings | null {
    const field = FIELDS.settings.name
    let json: unknown = value
    if (value === undefined || value === null) json = {}
    if (typeof value === "string" && value.trim() === "") json = {}
    else if (typeof value === "string") {
        try {
            json = JSON.parse(value)
        } catch (error) {
            problems.push({
                field,
                message: `is not valid JSON${placeOf(error, value)}. Check commas, quotes and brackets.`,
            })
            return null
        }
    }
    // A JSON copy: the host's frozen objects and ours then look alike.
    const parsed = settingsSchema.safeParse(JSON.parse(JSON.stringify(json ?? {})))
    if (parsed.success) return parsed.data as unknown as Settings
    for (const issue of parsed.error.issues) problems.push({field, message: describeIssue(issue)})
    return null
}

/** Where a JSON text breaks, when the engine says so. Its own sentence quotes the text, which may hold a key pasted into the wrong field. */
function placeOf(error: unknown, text: string): string {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1]
    if (position === undefined) return ""
    const lines = text.slice(0, Number(position)).split("\n")
    return ` (line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1})`
}

/** What somebody typed, for a message; a text that looks like a key is never repeated. */
function shown(text: string): string {
    return /ph[a-z]_/.test(text) || /[A-Za-z0-9_-]{32,}/.test(text)
        ? "text that looks like a key"
        : `"${text}"`
}

function describeIssue(issue: z.core.$ZodIssue): string {
    const path = issue.path.join(".")
    if (path === "" && issue.code === "invalid_type") return "must be a JSON object: { … }."
    if (issue.code === "unrecognized_keys") {
        const where = path === "" ? "" : ` in "${path}"`
        return `has an unknown entry${where}: ${issue.keys.map((key) => `"${key}"`).join(", ")}. Remove it or correct its spelling.`
    }
    return `"${path}": ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}.`
}

/** Whether an account key may not stand for a company (free-mail and own domains, account = e-mail domain only). */
export function excludedAccount(config: Config, account: string): boolean {
    if (config.account.type !== "email_domain") return false
    return (
        isFreeMail(account, config.settings.free_mail_domains) ||
        config.settings.internal_domains.some((own) => own.toLowerCase() === account.toLowerCase())
    )
}

/** Keys whose signatures are believed: the current one and the ones it replaced. */
export function publicKeysOf(config: Config): string[] {
    return [config.keys.publicKey, ...config.settings.former_public_keys]
}
