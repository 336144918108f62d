import {createHash} from "node:crypto"

import type {SignalId} from "@beton/shared/signals/index"

import type {OracleAccount, OracleRow, RawEvent} from "../oracle"
import {buildOracle} from "../oracle"
import {type Ask, byInstant, COMPANIES, type DetectionProject, type Row, settingsOf} from "./support"

/** A UUID made of a text: the same text, the same UUID. */
export function uuidOf(text: string): string {
    const hex = createHash("sha256").update(text).digest("hex")
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** ISO 8601 in UTC with up to microseconds, as ClickHouse's plain parser reads it. */
export function clickhouseInstant(iso: string): string {
    const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d{1,6})?)Z$/.exec(iso)
    if (match === null) throw new Error(`"${iso}" is not an instant in UTC.`)
    return `${match[1]} ${match[2]}`
}

/** Puts events straight into the project's table, as ingestion would have: exact to the microsecond, person ids made UUIDs. */
export async function insertEvents(project: DetectionProject, events: readonly RawEvent[]): Promise<void> {
    const lines = events.map(({person_id, person_properties, properties, timestamp, ...event}) =>
        JSON.stringify({
            ...event,
            team_id: project.id,
            person_id: uuidOf(person_id),
            timestamp: clickhouseInstant(timestamp),
            properties: JSON.stringify(properties),
            person_properties: JSON.stringify(person_properties ?? {}),
        }),
    )
    for (let from = 0; from < lines.length; from += 20_000)
        await project.admin.insert("events", lines.slice(from, from + 20_000).join("\n"))
}

/** A case's events under a key of its own, so that many cases share one project: account, people and ids are renamed. */
export function asAccount(key: string, events: readonly RawEvent[]): RawEvent[] {
    return events.map((event, i) => {
        const {$group_0, $group_key} = event.properties
        return {
            ...event,
            uuid: uuidOf(`${key} ${i}`),
            distinct_id: `${key} ${event.distinct_id}`,
            person_id: `${key} ${event.person_id}`,
            properties: {
                ...event.properties,
                ...($group_0 === undefined ? {} : {$group_0: key}),
                ...($group_key === undefined ? {} : {$group_key: key}),
            },
        }
    })
}

/** One comparison between the queries and the oracle. */
export interface Comparison {
    readonly found: {account: string; asOf: string; facts: Record<string, unknown>}[]
    readonly expected: {account: string; asOf: string; facts: Record<string, unknown>}[]
}

/** Rows of a signal and of the oracle in one form: the facts that the oracle knows, per instant and account. */
export async function compare(
    project: DetectionProject,
    signal: SignalId,
    events: Iterable<RawEvent>,
    ask: Ask,
): Promise<Comparison> {
    const settings = ask.settings ?? settingsOf(signal)
    const account = (ask.account ?? COMPANIES) as OracleAccount
    const oracle = buildOracle(events, {account, settings: {[signal]: {...settings}}})
    const expected = ask.instants.flatMap((asOf) => oracle.activeAt(new Date(asOf)))
    return compareRows(await project.detect(signal, {...ask, settings}), expected, ask.instants)
}

/** The same for rows that are there already. */
export function compareRows(
    rows: readonly Row[],
    expected: readonly OracleRow[],
    instants: readonly number[],
): Comparison {
    const names = [...new Set(expected.flatMap(({facts}) => Object.keys(facts)))]
    return {
        found: byInstant(rows, instants).map(({account, asOf, ...row}) => ({
            account,
            asOf,
            facts: Object.fromEntries(names.map((name) => [name, (row as Record<string, unknown>)[name]])),
        })),
        expected: expected.map(({account, asOf, facts}) => ({account, asOf, facts})),
    }
}
