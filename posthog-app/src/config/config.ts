import {type KeyPair, readPrivateKey} from "@beton/shared/events/signing"
import {isFreeMail} from "@beton/shared/free-mail"
import type * as z from "zod"

import {type FieldKey, FIELDS} from "./fields"
import {notifyProblems} from "./notify-problems"
import {isPrivateHost} from "./private-host"
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
    /** Address of Slack's incoming webhook: a secret. */
    readonly slackWebhook: string | null
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
    // A host may hand over anything.
    const form: Raw = typeof raw === "object" && raw !== null ? raw : {}
    const take = <T>(field: FieldKey, check: (text: string) => Check<T>): T | null => {
        const text = textOf(form, field)
        const result = text === null ? bad("must be a text.") : check(text)
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
    const domainProperty = take("domain_property", parseName)
    const outcomeEvent = take("outcome_event", parseName)
    const threshold = take("threshold", wholeNumber(0, 100))
    const targetHour = take("target_hour", wholeNumber(0, 23))
    const attioToken = take("attio_token", (text) =>
        isPostHogKey(text) ? bad("is a PostHog key. Paste the token that you created in Attio.") : ok(text),
    )
    const slackWebhook = take("slack_webhook", parseSlackWebhook)
    const routing = take("routing_confirmed", (text) =>
        text === "on" || text === "off" ? ok(text === "on") : bad('must be "off" or "on".'),
    )
    const keys = take("signing_key", parseSigningKey)
    const settings = parseSettings(form.settings, problems)
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
            targetHour: settings.target_hour ?? targetHour,
            attioToken: attioToken === "" ? null : attioToken,
            slackWebhook: slackWebhook === null || slackWebhook === "" ? null : slackWebhook,
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

/** null for a list, an object or the like. */
function textOf(form: Raw, field: FieldKey): string | null {
    const value = form[field]
    if (value === undefined || value === null || value === "") return FIELDS[field].default
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? String(value).trim()
        : null
}

/** The name of an event or a property. */
function parseName(text: string): Check<string> {
    return isPostHogKey(text) || HEX_TOKEN.test(text)
        ? bad("holds a key. Write a name here, and the key into its own field only.")
        : ok(text)
}

/** A whole key of PostHog, also inside another text. Names like `graph_view` are none. */
function isPostHogKey(text: string): boolean {
    return /(^|[^A-Za-z0-9])ph[a-z]_[A-Za-z0-9]{20,}/.test(text)
}

/** Only Slack's own addresses: whatever else is pasted there must not get messages. */
function parseSlackWebhook(text: string): Check<string> {
    if (text === "" || /^https:\/\/hooks\.slack(-gov)?\.com\/services\/[A-Za-z0-9/_-]+$/.test(text))
        return ok(text)
    return bad(
        "must be the address of an incoming webhook, which starts with https://hooks.slack.com/services/. Copy it from Slack again.",
    )
}

/** The form of an Attio token. */
const HEX_TOKEN = /[0-9a-f]{64}/i

function parseHost(text: string): Check<string> {
    if (text.includes("@"))
        return bad("must be an address like https://us.posthog.com, without a name or a password in it.")
    const match = /^(https?):\/\/([^/\\\s?#]+)\/?$/.exec(text)
    if (!match?.[1] || !match[2] || isPostHogKey(text) || HEX_TOKEN.test(text))
        return bad(`must be an address like https://us.posthog.com, without a path; it is ${shown(text)}.`)
    if (match[1] === "http" && !isPrivateHost(match[2].replace(/:\d+$/, "")))
        return bad("must start with https://: the key would travel unencrypted.")
    return ok(`${match[1]}://${match[2]}`)
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
    const name = parseName(text)
    if (!name.ok) return name
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
    let json: unknown
    try {
        const empty =
            value === undefined || value === null || (typeof value === "string" && value.trim() === "")
        // A JSON copy: the host's frozen objects and ours then look alike.
        json = empty ? {} : JSON.parse(typeof value === "string" ? value : JSON.stringify(value))
    } catch (error) {
        const place = typeof value === "string" ? placeOf(error, value) : ""
        problems.push({
            field,
            message: `is not valid JSON${place}. Check commas, quotes and brackets.`,
        })
        return null
    }
    const parsed = settingsSchema.safeParse(json ?? {})
    if (!parsed.success) {
        for (const issue of parsed.error.issues) problems.push({field, message: describeIssue(issue)})
        return null
    }
    // Names in it reach queries, notes and the log.
    if (isPostHogKey(JSON.stringify(parsed.data)) || HEX_TOKEN.test(JSON.stringify(parsed.data))) {
        problems.push({field, message: "holds a key. Keys belong into their own fields only."})
        return null
    }
    const settings = parsed.data as unknown as Settings
    const ofMessages = notifyProblems(settings)
    if (ofMessages.length === 0) return settings
    for (const message of ofMessages) problems.push({field, message})
    return null
}

/** Where a JSON text breaks, when the engine says so. Its own sentence quotes the text, which may hold a key pasted into the wrong field. */
function placeOf(error: unknown, text: string): string {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1]
    if (position === undefined) return ""
    const lines = text.slice(0, Number(position)).split("\n")
    return ` (line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1})`
}

const MAX_SHOWN = 60
const MAX_NAMED = 5

/** What somebody typed, for a message; a text that looks like a key is never repeated. */
function shown(text: string): string {
    if (/ph[a-z]_/.test(text) || /[A-Za-z0-9_-]{32,}/.test(text)) return "text that looks like a key"
    const line = text.replace(/[\p{C}\s]+/gu, " ")
    return line.length > MAX_SHOWN ? `"${line.slice(0, MAX_SHOWN)}…"` : `"${line}"`
}

function describeIssue(issue: z.core.$ZodIssue): string {
    const path = issue.path.map(String).join(".")
    if (path === "" && issue.code === "invalid_type") return "must be a JSON object: { … }."
    if (issue.code === "unrecognized_keys") {
        const where = path === "" ? "" : ` in ${shown(path)}`
        const more = issue.keys.length > MAX_NAMED ? " and others" : ""
        return `has an unknown entry${where}: ${issue.keys.slice(0, MAX_NAMED).map(shown).join(", ")}${more}. Remove it or correct its spelling.`
    }
    return `${shown(path)}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}.`
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
