import {
    BACKTEST_COMPLETED,
    type BacktestCompletedContent,
    backtestCompletedContentSchema,
} from "@beton/shared/events/backtest-content"
import {RUN_COMPLETED} from "@beton/shared/events/run-completed"
import {SIGNAL_FIRED} from "@beton/shared/events/signal-fired"
import {type Distrust, verify} from "@beton/shared/events/signing"
import {nextStep} from "@beton/shared/explain/next-step"
import type {Pairing} from "@beton/shared/pairing"
import type {AccountSource} from "@beton/shared/queries/account"
import type {accountEvidence} from "@beton/shared/queries/account-evidence"
import type * as z from "zod"

import {plural, titleOf} from "../words"
import {type Fired, firedReader, runReader} from "./readers"
import {breakdownOf, signalView} from "./signal-view"
import type {EvidenceView} from "./view"

/** A row of `account_evidence`. */
export type EvidenceRow = z.output<(typeof accountEvidence)["row"]>

/** Whose evidence is read, and whose signature counts. */
export interface Reading {
    readonly pairing: Pairing
    readonly account: string
    /** null where the group type's index is not known. */
    readonly source: AccountSource | null
    /** Unix ms. */
    readonly now: number
}

const MOST_PAST = 8

/**
 * What Beton signed about an account. Each text is verified first and parsed only then; what is unsigned, altered, of
 * another key, project or account is counted and changes nothing (A11).
 */
export function evidenceView(rows: readonly EvidenceRow[], reading: Reading): EvidenceView {
    const {pairing, account, source} = reading
    const distrusted = new Map<string, number>()
    const believed = rows.flatMap((row) => {
        if (row.kind === "person") return []
        const read = believe(row, reading)
        if (!read.ok) distrusted.set(read.why, (distrusted.get(read.why) ?? 0) + 1)
        return read.ok ? [{kind: row.kind, content: read.content, asOf: read.asOf}] : []
    })
    const firings = newestFirst(believed.flatMap(({kind, content, asOf}) => (kind === "fired" ? [{...(content as Fired), asOf}] : [])))
    const backtest = bestBacktest(believed.flatMap(({kind, content}) => (kind === "backtest" ? [content as BacktestCompletedContent] : [])))
    const runs = believed.flatMap(({kind, content}) => (kind === "run" ? [content as z.output<typeof runReader>] : []))
    const [newest, ...past] = firings
    const [lastRun] = runs.sort((a, b) => (a.finished_at < b.finished_at ? 1 : -1))
    return {
        account,
        newest:
            newest === undefined
                ? null
                : {
                      ...{asOf: newest.asOf, score: newest.score, partial: newest.partial, whyNow: newest.why_now},
                      routeReason: reasonText(newest),
                      signals: newest.signal_types.map((type) => signalView(type, newest, backtest, pairing.signals)),
                  },
        breakdown: newest === undefined ? "" : breakdownOf(newest, backtest, pairing.signals),
        next: nextStep(newest?.signal_types[0] ?? ""),
        past: past.slice(0, MOST_PAST).map(({asOf, score, signal_types: types, replayed}) => ({
            ...{asOf, score, replayed, titles: types.map((type) => titleOf(type, pairing.signals))},
        })),
        lastRun: lastRun === undefined ? null : {finishedAt: lastRun.finished_at, problems: lastRun.problems.slice(0, 3)},
        link: source?.type === "group" ? `${pairing.host}/project/${pairing.project}/groups/${source.groupTypeIndex}/${encodeURIComponent(account)}` : null,
        distrusted: distrustText(distrusted),
    }
} // prettier-ignore

type Believed =
    | {readonly ok: true; readonly content: unknown; readonly asOf: string}
    | {readonly ok: false; readonly why: Distrust | "other_account"}

const NAMES = {fired: SIGNAL_FIRED, backtest: BACKTEST_COMPLETED, run: RUN_COMPLETED} as const
const READERS = {fired: firedReader, backtest: backtestCompletedContentSchema, run: runReader} as const

function believe({kind, payload, signature}: EvidenceRow, {pairing, account}: Reading): Believed {
    if (kind === "person") return {ok: false, why: "other_kind"}
    const {publicKeys, project} = pairing
    const trust = verify({beton_payload: payload, beton_sig: signature}, {publicKeys, project, kind: NAMES[kind]})
    if (!trust.ok) return {ok: false, why: trust.reason}
    const {envelope} = trust
    if (envelope.account !== (kind === "fired" ? account : "")) return {ok: false, why: "other_account"}
    const content = READERS[kind].safeParse(envelope.content)
    return content.success
        ? {ok: true, content: content.data, asOf: envelope.as_of}
        : {ok: false, why: "malformed"}
} // prettier-ignore

/** One firing an instant: a copy that PostHog has not merged yet is the same one. */
function newestFirst<F extends {readonly asOf: string}>(firings: readonly F[]): F[] {
    const byInstant = new Map(firings.map((firing) => [firing.asOf, firing]))
    return [...byInstant.values()].sort((a, b) => (a.asOf < b.asOf ? 1 : -1))
}

/** The newest of won customers, else of another outcome. */
function bestBacktest(all: readonly BacktestCompletedContent[]): BacktestCompletedContent | null {
    const sorted = [...all].sort((a, b) => (a.as_of < b.as_of ? 1 : -1))
    return sorted.find(({outcome}) => outcome.name === "won") ?? sorted[0] ?? null
}

function reasonText({routed, route_reason: reason, replayed}: Fired): string {
    if (replayed) return "From before Beton was installed: never sent to sales."
    const words = reason === "" ? "" : `: ${reason}`
    return `${routed ? "Sent to sales" : "Not sent to sales"}${words}.`
}

function distrustText(counts: ReadonlyMap<string, number>): string | null {
    // Ours, for a form is looked at only where the signature holds.
    const unread = counts.get("malformed") ?? 0
    const strange = [...counts.values()].reduce((sum, n) => sum + n, 0) - unread
    const said = [
        strange > 0 ? `${about(strange)} ignored: not signed by your Beton, or for another account. What you see is not affected.` : "",
        unread > 0 ? `${about(unread)} left out: your Beton signed it in a form that this app does not know. Update the Attio app.` : "",
    ].filter((one) => one !== "")
    return said.length === 0 ? null : said.join(" ")
} // prettier-ignore

function about(n: number): string {
    return `${plural(n, "event")} about this account ${n === 1 ? "was" : "were"}`
}
