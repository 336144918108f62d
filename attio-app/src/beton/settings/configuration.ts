import {BETON_FIELDS, mappingOf} from "@beton/shared/crm/fields/fields"
import {accountText, decodePairing, type Pairing} from "@beton/shared/pairing"

/** One effective setting: what it is, where it comes from, where to change it. */
export interface SettingRow {
    readonly name: string
    readonly value: string
    readonly change: string
}

/** Where one of Beton's fields goes. */
export interface FieldRow {
    readonly title: string
    readonly deals: string
    readonly companies: string
}

/** The settings page in two sentences: what the pairing says, or what is wrong with it. */
export function pairingSummary(text: string | null): {readonly title: string; readonly description: string} {
    const read = decodePairing(text ?? "")
    if (!read.ok)
        return {title: (text ?? "").trim() === "" ? "Not paired yet" : "This line cannot be used", description: read.message} // prettier-ignore
    const {host, project, threshold, routing} = read.pairing
    return {
        title: "Paired",
        description: `Project ${project} at ${host}; accounts go to sales from a score of ${threshold} on; sending to sales is ${routing} there. All of it belongs to the PostHog app: change it there, then print and paste the line again.`,
    }
}

/** Every effective setting that the app knows of, read-only: its owner is the PostHog app (DESIGN §3 Configuration). */
export function settingRows(pairing: Pairing): SettingRow[] {
    const {host, project, publicKeys, writer, account, emailProperty, threshold, routing, signals} = pairing
    const [key = "", ...former] = publicKeys
    return [
        {name: "PostHog address", value: host, change: "posthog_host in the PostHog app"},
        {name: "PostHog project", value: project, change: "posthog_project in the PostHog app"},
        {name: "What an account is", value: accountText(account), change: "account in the PostHog app"},
        {name: "E-mail property", value: emailProperty, change: "email_property in the PostHog app"},
        {name: "Signals", value: signals.length === 0 ? "not in this pairing text: paste a new one" : signals.map(({title}) => title).join(", "), change: "signals and custom_signals in the PostHog app"},
        {name: "Threshold", value: String(threshold), change: "threshold in the PostHog app"},
        {name: "Sending to sales", value: routing, change: "routing_confirmed in the PostHog app, after a dry run"},
        {name: "Feedback field", value: pairing.dispositionAttribute, change: "routing.disposition_attribute in the PostHog app"},
        {name: "Public key", value: former.length === 0 ? key : `${key}, and ${former.length} former`, change: "follows the signing key of the PostHog app"},
        {name: "Writer", value: writer, change: "follows the signing key of the PostHog app"},
        {name: "PostHog API key", value: "a connection of this workspace, never shown", change: "Connections of this app"},
    ]
} // prettier-ignore

/** Where each field goes on both objects. */
export function fieldRows({fields}: Pairing): FieldRow[] {
    const deals = mappingOf(fields.deals)
    const companies = mappingOf(fields.companies)
    return BETON_FIELDS.map(({id, title, slug}) => {
        const say = (chosen: string | undefined): string =>
            chosen === undefined ? "not written" : chosen === slug ? slug : `${chosen} (yours)`
        return {title, deals: say(deals[id]?.slug), companies: say(companies[id]?.slug)}
    })
}
