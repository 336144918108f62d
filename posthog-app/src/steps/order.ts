import {bestFirst, type RouteCandidate} from "../decided-rows"
import type {RunState} from "./run-state"
import {next, type Step} from "./step"

/** Candidates per stored part: what one unit of routing has to read. */
export const ROUTE_CHUNK = 100

/** Puts the candidates of all buckets in one order, best first, and finds where a backfill's cap falls. */
export const order: Step = async (state, {store, config}) => {
    const all: RouteCandidate[] = []
    for (const n of Array.from({length: state.buckets}, (_, i) => i)) {
        for (const candidate of await store.part<RouteCandidate>("route", "found", n)) all.push(candidate)
    }
    all.sort(bestFirst)
    for (let from = 0; from < all.length; from += ROUTE_CHUNK)
        await store.putPart("route", "candidates", from / ROUTE_CHUNK, all.slice(from, from + ROUTE_CHUNK))
    if (state.kind !== "backfill") return next(state, {phase: "emit"})
    return next(state, {phase: "emit", ...capped(state, config.settings.backfill.max_events)})
}

/** The newest days that fit below the cap; a day is written whole or not at all. */
function capped(state: RunState, maxEvents: number): Pick<RunState, "writeFrom" | "accountsEmitted"> {
    const days = Object.entries(state.eventsByDay).sort(([a], [b]) => (a < b ? 1 : -1))
    let events = 0
    let writeFrom = state.as_of
    for (const [day, count] of days) {
        if (events + count > maxEvents) break
        events += count
        writeFrom = day
    }
    return {writeFrom: events === 0 ? `${state.as_of} none` : writeFrom, accountsEmitted: events}
}
