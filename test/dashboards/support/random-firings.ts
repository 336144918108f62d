import type {CaptureEvent} from "@beton/shared/events/capture-event"
import {signalFiredEvent, type Writer} from "@beton/shared/events/signal-fired"
import type {AccountSource} from "@beton/shared/queries/account"

import {AWKWARD_KEYS, type Dice, nearMidnights} from "./random-world"
import {type Calendar, everyWeek, groupBy, onceBy, weekOf} from "./raw-events"
import {SIGNAL_NAMES} from "./signal-names"
import type {TileRow} from "./tiles"

const DAY = 86_400_000
/** At, just below and just above what tiles and routing ask. */
const SCORES = [0, 9.999, 10, 59.999, 60, 69.99, 70, 70.0001, 71, 89.5, 90, 100]
const NAMES: Readonly<Record<string, string>> = {...SIGNAL_NAMES, custom_my_custom_one: "My custom one"}

/** A firing with the event that says it. */
export interface MadeFiring {
    readonly account: string
    /** unix ms */
    readonly at: number
    readonly score: number
    readonly types: readonly string[]
    readonly fresh: readonly string[]
    readonly why: string
    readonly routed: boolean
    readonly replayed: boolean
    readonly event: CaptureEvent
}

/** Random firings of 70 days, replayed and live, each account and instant once. */
export function randomFirings(random: Dice, now: number, n: number, source: AccountSource, writer: Writer): MadeFiring[] {
    const {next, upTo, pick} = random
    const made = Array.from({length: n}, (_, i): MadeFiring => {
        const account = pick(AWKWARD_KEYS)
        const at = Math.min(now - 1000, nearMidnights(random, 1000 * Math.floor((now - upTo(70 * DAY)) / 1000)))
        const some = Object.keys(NAMES).filter(() => next() < 0.3)
        const types = some.length === 0 ? ["usage_spike"] : some
        const firing = {
            ...{account, at, score: pick(SCORES), types, fresh: types.slice(0, upTo(types.length + 1))},
            ...{why: pick([`It's "x" 100 %\nnew`, "ü 株"]), routed: next() < 0.3, replayed: next() < 0.3},
        }
        const input = {
            ...{run_id: `r${i}`, score: firing.score, partial: false, signal_types: types, new_signal_types: firing.fresh},
            ...{definition_version: {}, evidence: {}, why_now: firing.why, routed: firing.routed, route_reason: "", replayed: firing.replayed},
        }
        return {...firing, event: signalFiredEvent(account, new Date(at).toISOString(), input, source, writer)}
    })
    return onceBy(made, ({event}) => event.uuid)
} // prettier-ignore

/** What the tiles about firings must say of those since `from`; instants as unix ms. */
export function firingFigures(
    all: readonly MadeFiring[],
    {from, calendar, pages}: {readonly from: number; readonly calendar: Calendar; readonly pages: string},
): Record<string, TileRow[]> {
    const firings = all.filter(({at}) => at >= from)
    const latest = [...groupBy(firings, ({account}) => account).values()].map((own) =>
        own.reduce((newest, one) => (one.at > newest.at ? one : newest)),
    )
    const fresh = firings.flatMap((one) => one.fresh.map((type) => ({...one, signal: NAMES[type] ?? type})))
    const week = ({at}: MadeFiring): string => weekOf(at, calendar)
    const names = [...new Set(fresh.map(({signal}) => signal))].sort()
    const live = firings.filter(({replayed}) => !replayed)
    const count = <T>(list: readonly T[], test: (one: T) => boolean): number => list.filter(test).length
    return {
        "signals-fired": [{signals_fired: fresh.length}],
        "accounts-fired": [{accounts: latest.length}],
        "signals-by-type": names
            .map((name) => fresh.filter(({signal}) => signal === name))
            .map((own) => ({signal: own[0]?.signal, fired: own.length, accounts: new Set(own.map(({account}) => account)).size}))
            .sort((a, b) => b.fired - a.fired || (String(a.signal) < String(b.signal) ? -1 : 1)),
        "signal-trend": everyWeek(fresh.map(week)).flatMap((start) =>
            names.map((signal) => ({week: start, signal, fired: count(fresh, (one) => one.signal === signal && week(one) === start)})),
        ),
        routed: everyWeek(live.map(week)).map((start) => ({
            week: start,
            to_crm: count(live, (one) => one.routed && week(one) === start),
            not_sent: count(live, (one) => !one.routed && week(one) === start),
        })),
        "score-distribution": Array.from({length: 10}, (_, i) => ({
            score: i === 9 ? "90-100" : `${10 * i}-${10 * i + 9}`,
            accounts: count(latest, ({score}) => Math.min(9, Math.floor(score / 10)) === i),
        })),
        "hot-queue": latest
            .filter(({score}) => score > 70)
            .sort((a, b) => b.at - a.at || b.score - a.score || (a.account < b.account ? -1 : 1))
            .map(({account, at, score, types, why, replayed}) => ({
                ...{fired_at: at, account, score, signals: types.map((type) => NAMES[type] ?? type).join(", "), why_now: why},
                ...{deal: "none yet", deal_link: ""},
                account_link: `${pages}${encodeURIComponent(account).replace(/'/g, "%27")}`,
                replayed: replayed ? "replayed" : "",
            })),
    }
} // prettier-ignore
