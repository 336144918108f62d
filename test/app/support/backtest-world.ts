import {
    type BacktestCompletedContent,
    backtestCompletedContentSchema,
} from "@beton/shared/events/backtest-completed"
import {verify} from "@beton/shared/events/signing"

import {formFor, KEYS, onlySignals, type TestProject, testProject} from "./project"
import {insertEvents, insertGroups, type TinyEvent} from "./tiny-data"
import {type AnswerOverride, type CapturedEvent, capturedEvents, openWire, type Sent, type Wire} from "./wire"

const DAY_HOURS = 24
const ACCOUNTS = 48
const DAYS = 240

/** A company's history for a backtest: 48 accounts over 240 days, of which a third looks at prices and half of those buys. */
export async function backtestProject(): Promise<TestProject> {
    const project = await testProject()
    await project.admin.setLimits(project.id, {perMinute: 1e6, perHour: 1e6})
    const keys = Array.from({length: ACCOUNTS}, (_, i) => `co${i}`)
    await insertEvents(project, keys.flatMap(historyOf))
    await insertGroups(
        project,
        Object.fromEntries(keys.map((key) => [key, {name: key, domain: `${key}.example`}])),
    )
    return project
}

function historyOf(account: string, i: number): TinyEvent[] {
    const person = `p-${account}`
    const at = (day: number, hour = 3): number => day * DAY_HOURS + hour
    const events: TinyEvent[] = []
    for (let day = DAYS - (i % 20); day > 0; day -= 3)
        events.push({event: "report_opened", account, person, hoursAgo: at(day)})
    if (i % 3 !== 0) return events
    // Two visits of the pricing page in one week, and for every second of them a checkout and a subscription later.
    const looked = 200 - 3 * i
    for (const visit of [0, 1])
        events.push({
            event: "$pageview",
            account,
            person,
            hoursAgo: at(looked - visit),
            properties: {$current_url: "https://app.example/pricing", $session_id: `${account}-${visit}`},
        })
    if (i % 6 !== 0) return events
    events.push({event: "checkout_started", account, person, hoursAgo: at(looked - 8)})
    events.push({
        event: "subscription_started",
        account,
        person,
        hoursAgo: at(looked - 14),
        properties: {plan: i % 12 === 0 ? "team" : "business"},
    })
    return events
}

/** The settings form for such a project: two signals, a conversion event, no CRM. */
export function backtestForm(
    project: TestProject,
    settings: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
    return formFor(
        project,
        {outcome_event: "subscription_started"},
        {signals: onlySignals({pricing_intent: {}, billing_intent: {}}), ...settings},
    )
}

/** Whether a request asks a backtest's query, synchronously or not. */
export function asksBacktest({method, url, body}: Pick<Sent, "method" | "url" | "body">): boolean {
    return method === "POST" && url.endsWith("/query/") && body.includes('"outcome_event"')
}

/** Whether it asks for an answer later. */
export function asksLater({body}: Pick<Sent, "body">): boolean {
    return body.includes('"refresh":"force_async"')
}

/** Whether a request looks at a query that was started before. */
export function looksAgain({method, url}: Pick<Sent, "method" | "url">): boolean {
    return method === "GET" && /\/query\/[^/]+\/$/.test(url)
}

/** Slices that a backtest's query was asked in; 1 when it was not divided. */
export function slicesOf({body}: Pick<Sent, "body">): number {
    return Number(/"slices":(\d+)/.exec(body)?.[1] ?? 1)
}

/** Whether a request asks which backtests were written. */
function asksWritten({url, body}: Pick<Sent, "url" | "body">): boolean {
    return url.endsWith("/query/") && body.includes('"beton_backtest_completed"')
}

const NOTHING_WRITTEN: AnswerOverride = {
    status: 200,
    text: JSON.stringify({results: [], columns: ["payload", "signature"]}),
}

/** See `backtestWire`. */
export interface BacktestWire extends Wire {
    /** PostHog does not show yet what backtests wrote, as right after it was sent. */
    hidesWritten: boolean
}

/** A wire whose PostHog can be slow to show what backtests wrote. */
export function backtestWire(): BacktestWire {
    const wire = openWire()
    const shown = {hidesWritten: false}
    const setBefore = (before: Wire["before"]): void => {
        wire.before = async (sent) =>
            shown.hidesWritten && asksWritten(sent) ? NOTHING_WRITTEN : before(sent)
    }
    setBefore(wire.before)
    return {
        ...wire,
        get hidesWritten() {
            return shown.hidesWritten
        },
        set hidesWritten(hides: boolean) {
            shown.hidesWritten = hides
        },
        set before(before: Wire["before"]) {
            setBefore(before)
        },
        get before() {
            return wire.before
        },
    }
}

/** The events of backtests that were sent, each verified and read, oldest first. */
export function sentBacktests(
    sent: readonly Sent[],
    project: TestProject,
): {event: CapturedEvent; content: BacktestCompletedContent}[] {
    return capturedEvents(sent)
        .filter(({event}) => event === "beton_backtest_completed")
        .map((event) => ({event, content: contentOf(event.properties, project)}))
}

/** The verified content of such an event. */
export function contentOf(
    properties: Readonly<Record<string, unknown>>,
    project: TestProject,
): BacktestCompletedContent {
    const trust = verify(properties, {
        publicKeys: [KEYS.publicKey],
        project: String(project.id),
        kind: "beton_backtest_completed",
    })
    if (!trust.ok) throw new Error(`A backtest does not verify: ${trust.reason}`)
    return backtestCompletedContentSchema.parse(trust.envelope.content)
}

/** Relative difference that the order of additions makes: slices add up in another order. */
const SUMMATION = 1e-9

/** Where two results differ by more than the order of additions, as paths; empty when they say the same. */
export function differencesOf(a: unknown, b: unknown, path = ""): string[] {
    if (typeof a === "number" && typeof b === "number")
        return Math.abs(a - b) <= SUMMATION * Math.max(Math.abs(a), Math.abs(b))
            ? []
            : [`${path}: ${a} and ${b}`]
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null)
        return a === b ? [] : [`${path}: ${String(a)} and ${String(b)}`]
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    return keys.flatMap((key) =>
        differencesOf(
            (a as Record<string, unknown>)[key],
            (b as Record<string, unknown>)[key],
            `${path}.${key}`,
        ),
    )
}

/** What was found, without how it came about. */
export function foundIn({
    run: _run,
    ...found
}: BacktestCompletedContent): Omit<BacktestCompletedContent, "run"> {
    return found
}
