import {groupPage} from "../account-page"
import {cellsOf, textOf} from "../attio/cells"
import type {AttioRecord} from "../clients/attio"
import type {Config} from "../config/config"
import {type Proof, trackRecordOf} from "../proof"
import type {Settled} from "./route-credit"
import type {RunState} from "./run-state"

/** Somebody has to be told: an account is new to sales, or back (D9). */
export interface Notice {
    readonly account: string
    /** Name of the company in the CRM; the account's key without one. */
    readonly company: string
    readonly score: number
    /** Titles of the active signals, strongest first. */
    readonly signals: readonly string[]
    /** Their ids, in the same order. */
    readonly signalTypes: readonly string[]
    readonly topSignal: string
    readonly whyNow: string
    /** Why it was sent, in words: its score, or the signal that always is. */
    readonly because: string
    readonly deal: {readonly id: string; readonly url: string | null} | null
    readonly record: {readonly id: string; readonly url: string | null} | null
    /** Workspace member who owns the deal; null without one. */
    readonly ownerId: string | null
    readonly posthogUrl: string | null
    /** What became of accounts like it; null where nothing was backtested. */
    readonly trackRecord: string | null
}

/** What there is to tell of a result. */
export function noticeOf(
    result: Extract<Settled, {readonly heard: object}>,
    account: string,
    {account: source}: Pick<RunState, "account">,
    config: Config,
    proof: Proof | null,
): Notice {
    const {heard, deal, company} = result
    const owner = deal === null ? undefined : cellsOf(deal, "owner")[0]?.referenced_actor_id
    const byScore = heard.score >= config.threshold
    return {
        account,
        company: company === null ? account : textOf(company, "name") || account,
        score: heard.score,
        signals: heard.signals.map(({title}) => title),
        signalTypes: heard.signals.map(({type}) => type),
        topSignal: heard.topSignal,
        whyNow: heard.whyNow,
        because: byScore
            ? `score ${heard.score} of 100, threshold ${config.threshold}`
            : `always sent to sales: ${heard.always.join(", ")}`,
        deal: placeOf(deal),
        record: placeOf(company),
        ownerId: typeof owner === "string" ? owner : strongestOf(company),
        posthogUrl: groupPage(config, source, account),
        trackRecord: trackRecordOf(proof, heard, config.threshold),
    }
}

function placeOf(record: AttioRecord | null): Notice["deal"] {
    return record === null ? null : {id: record.id.record_id, url: record.web_url ?? null}
}

function strongestOf(company: AttioRecord | null): string | null {
    if (company === null) return null
    const id = cellsOf(company, "strongest_connection_user")[0]?.referenced_actor_id
    return typeof id === "string" ? id : null
}
