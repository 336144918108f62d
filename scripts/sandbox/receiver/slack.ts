/** Answer of Slack's incoming webhook: always plain text (api.slack.com/messaging/webhooks, "Handling errors"). */
export interface SlackAnswer {
    readonly status: number
    readonly text: string
}

/** What may be wrong with a webhook of a workspace, whatever is sent to it, with Slack's own status and words. */
export const SLACK_STATES = {
    ok: null,
    no_service: {status: 404, text: "no_service"},
    no_team: {status: 404, text: "no_team"},
    channel_not_found: {status: 404, text: "channel_not_found"},
    channel_is_archived: {status: 410, text: "channel_is_archived"},
    action_prohibited: {status: 403, text: "action_prohibited"},
    invalid_token: {status: 403, text: "invalid_token"},
    posting_to_general_channel_denied: {status: 403, text: "posting_to_general_channel_denied"},
    rollup_error: {status: 500, text: "rollup_error"},
} as const satisfies Readonly<Record<string, SlackAnswer | null>>

/** See `SLACK_STATES`. */
export type SlackState = keyof typeof SLACK_STATES

/** Messages of one webhook that Slack takes: one a second, with short bursts beyond (api.slack.com/docs/rate-limits). */
export const SLACK_INTERVAL_MS = 1_000

const MAX_BLOCKS = 50
/** Longest text of a section, characters (api.slack.com/reference/block-kit/blocks). */
const MAX_SECTION = 3_000
const MAX_ATTACHMENTS = 100

/** What Slack says to a payload. */
export function slackAnswer(body: string): SlackAnswer {
    let payload: unknown
    try {
        payload = JSON.parse(body)
    } catch {
        return {status: 400, text: "invalid_payload"}
    }
    if (typeof payload !== "object" || payload === null || Array.isArray(payload))
        return {status: 400, text: "invalid_payload"}
    const {text, blocks, attachments} = payload as Readonly<Record<string, unknown>>
    if (text !== undefined && typeof text !== "string") return {status: 400, text: "invalid_payload"}
    const hasText = typeof text === "string" && text.trim() !== ""
    if (!hasText && isEmpty(blocks) && isEmpty(attachments)) return {status: 400, text: "no_text"}
    if (Array.isArray(attachments) && attachments.length > MAX_ATTACHMENTS)
        return {status: 400, text: "too_many_attachments"}
    if (blocks !== undefined && !isBlocks(blocks)) return {status: 400, text: "invalid_blocks"}
    return {status: 200, text: "ok"}
}

function isEmpty(list: unknown): boolean {
    return list === undefined || (Array.isArray(list) && list.length === 0)
}

/** The kinds of blocks that Beton sends are checked in full; others by their type only. */
function isBlocks(blocks: unknown): boolean {
    return Array.isArray(blocks) && blocks.length <= MAX_BLOCKS && blocks.every(isBlock)
}

const OTHER_BLOCKS = ["divider", "context", "header", "image", "actions", "rich_text"]

function isBlock(block: unknown): boolean {
    if (typeof block !== "object" || block === null) return false
    const {type, text, fields} = block as Readonly<Record<string, unknown>>
    if (type !== "section") return OTHER_BLOCKS.includes(String(type))
    return isText(text) || (text === undefined && Array.isArray(fields) && fields.length > 0)
}

function isText(text: unknown): boolean {
    if (typeof text !== "object" || text === null) return false
    const {type, text: words, verbatim, ...rest} = text as Readonly<Record<string, unknown>>
    return (
        (type === "mrkdwn" || type === "plain_text") &&
        typeof words === "string" &&
        words.length >= 1 &&
        words.length <= MAX_SECTION &&
        (verbatim === undefined || (type === "mrkdwn" && typeof verbatim === "boolean")) &&
        Object.keys(rest).every((key) => type === "plain_text" && key === "emoji")
    )
}
