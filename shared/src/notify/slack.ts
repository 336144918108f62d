import {cut, escapeSlack, renderSlack, type Variables} from "./template"

/** Beton's own message; a team may write another one. */
export const DEFAULT_TEMPLATE = `*{{company}}* is ready for sales (score {{score}}).
{{why_now}}{{#track_record}}
_{{track_record}}_{{/track_record}}
Sent because: {{routed_because}}.{{#deal_url}}
Deal: {{deal_url}}{{/deal_url}}{{^deal_url}}{{#company_url}}
Company: {{company_url}}{{/company_url}}{{/deal_url}}`

/** Body of a request to Slack's incoming webhook: blocks, and a text for notifications. */
export interface SlackMessage {
    readonly text: string
    readonly blocks: readonly object[]
}

const message = (text: string): SlackMessage => ({
    text: cut(text, 300),
    // verbatim: names of people, channels and addresses in values are not made into links.
    blocks: [{type: "section", text: {type: "mrkdwn", text, verbatim: true}}],
})

/** One account was sent to sales. @throws Error for a template that is not valid */
export function accountMessage(template: string | null, variables: Variables): SlackMessage {
    return message(renderSlack(template ?? DEFAULT_TEMPLATE, variables))
}

/** Accounts beyond the number of single messages. */
export function digestMessage(
    accounts: readonly {readonly company: string; readonly score: number}[],
): SlackMessage {
    const named = accounts.slice(0, 5).map(({company, score}) => `${escapeSlack(company)} (${score})`)
    const rest = accounts.length - named.length
    const more = rest > 0 ? ` and ${rest} more` : ""
    const were = accounts.length === 1 ? "account was" : "accounts were"
    return message(`${accounts.length} more ${were} sent to the CRM: ${cut(named.join(", "), 2_000)}${more}.`)
}

/** A run ended before it was done (A13). */
export function runFailedMessage(asOf: string, reason: string): SlackMessage {
    return message(
        `Beton's run of ${asOf.slice(0, 16).replace("T", " ")} UTC stopped. ${escapeSlack(cut(reason, 1_000))} It tries again by itself; \`beton doctor\` says what to do.`,
    )
}

/** To see that messages arrive. */
export const TEST_MESSAGE: SlackMessage = message(
    "This is a test message of Beton. Accounts that are ready for sales will be told here.",
)
