import type {CaptureEvent} from "@beton/shared/events/capture-event"
import {bindQuery} from "@beton/shared/queries/query"
import {QUERIES} from "@beton/shared/queries/registry"

import {POSTHOG_SCOPES} from "../../app/support/project"

/** What a project holds besides Beton's own events. */
export interface ProjectData {
    readonly apiToken: string
    /** Older versions do not list the group types in the project itself. */
    readonly older: boolean
    /** Signal id → rows without their day, sorted by account. */
    readonly active: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
    /** Names of events, account properties and warehouse tables that exist. */
    readonly events: readonly string[]
    readonly properties: readonly string[]
    readonly tables: readonly string[]
    /** Group key → properties. */
    readonly groups: Readonly<Record<string, Readonly<Record<string, string>>>>
    /** Accounts that the warehouse knows. */
    readonly confirmed: readonly string[]
}

/** An answer before anything happens to it on the way. */
export interface Reply {
    readonly status: number
    readonly body: unknown
}

type Values = Readonly<Record<string, unknown>>
type Rows = readonly (readonly unknown[])[]

/** The first line of a query's text tells them all apart. */
const idByFirstLine = new Map(
    QUERIES.map((definition) => [
        firstLine(bindQuery(definition, definition.example as never).text),
        definition.id,
    ]),
)
const columnsById = new Map(QUERIES.map(({id, row}) => [id, Object.keys(row.shape)]))

function firstLine(text: string): string {
    return (text.split("\n")[0] ?? "").replace(/`/g, "").replace(/toString\(.*\)/, "toString()")
}

/** Which query of the registry a text is. */
export function queryIdOf(text: string): string {
    const id = idByFirstLine.get(firstLine(text))
    if (id === undefined) throw new Error(`A query that is not in the registry: ${firstLine(text)}`)
    return id
}

/**
 * PostHog with a small project: answers each query of a run in the API's own form (contracts: query-hogql-sync,
 * project-current, capture-batch) and keeps what is captured, so that a later run finds the events of an earlier one.
 */
export class PostHogFake {
    /** By uuid, as stored; what is sent again replaces itself. */
    readonly stored = new Map<string, CaptureEvent>()

    constructor(
        private readonly data: ProjectData,
        earlier: readonly CaptureEvent[],
    ) {
        for (const event of earlier) this.stored.set(event.uuid, event)
    }

    project(): Reply {
        const {apiToken, older} = this.data
        return {
            status: 200,
            body: {
                id: 7,
                uuid: "018f2c1e-0000-0000-0000-000000000001",
                name: "Production",
                has_group_types: true,
                ...(older ? {} : {group_types: GROUP_TYPES}),
                api_token: apiToken,
                timezone: "Europe/Berlin",
                week_start_day: 1,
                person_on_events_querying_enabled: true,
                modifiers: null,
            },
        }
    }

    groupTypes(): Reply {
        return {status: 200, body: GROUP_TYPES}
    }

    /** The key that is used (personal-api-key-current). */
    key(): Reply {
        const body = {
            id: "01HX",
            label: "Beton",
            value: null,
            scopes: POSTHOG_SCOPES,
            scoped_teams: [7],
            scoped_organizations: [],
        }
        return {status: 200, body}
    }

    /** A list of definitions (event-definitions-list, property-definitions-list). */
    definitions(names: readonly string[]): Reply {
        const results = names.map((name) => ({id: name, name, property_type: "String", tags: []}))
        return {status: 200, body: {count: results.length, next: null, previous: null, results}}
    }

    capture(body: string): Reply {
        const {api_key: key, batch} = JSON.parse(body) as {api_key: string; batch: CaptureEvent[]}
        if (key !== this.data.apiToken) return {status: 401, body: "no such project"}
        if (batch.length === 0) return {status: 400, body: "batch is empty"}
        for (const event of batch) this.stored.set(event.uuid, event)
        return {status: 200, body: {status: 1}}
    }

    query(body: string): Reply {
        const {query} = JSON.parse(body) as {query: {query: string; values: Values}}
        const id = queryIdOf(query.query)
        const columns = columnsById.get(id) ?? []
        return {
            status: 200,
            body: {
                results: this.rows(id, query.query, query.values, columns),
                columns,
                types: columns.map((column) => [column, "String"]),
                hogql: "SELECT …",
                error: null,
                hasMore: null,
                modifiers: {personsOnEventsMode: "person_id_override_properties_on_events"},
                timings: [{k: ".", t: 0.41}],
                warnings: null,
                is_cached: false,
                timezone: "Europe/Berlin",
                query_status: null,
            },
        }
    }

    private rows(id: string, text: string, values: Values, columns: readonly string[]): Rows {
        const {data} = this
        const listed = (name: string): readonly string[] => values[name] as readonly string[]
        if (id.startsWith("signal_")) return this.activeRows(id.slice("signal_".length), values, columns)
        switch (id) {
            case "probe":
                return [[1]]
            case "events_present":
                return data.events
                    .filter((event) => listed("events").includes(event))
                    .map((event) => [event, 42, 1_790_000_000])
            case "account_properties_present":
                return data.properties
                    .filter((name) => listed("properties").includes(name))
                    .map((name) => [name, 17])
            case "account_coverage":
                return [[1200, 1100, 40, 38, Object.keys(data.groups).length, 1_791_000_000]]
            case "warehouse_tables":
                return data.tables.map((name) => [name])
            case "group_property_share":
                return [[Object.keys(data.groups).length, Object.keys(data.groups).length]]
            case "group_property_shapes":
                return [["domain", 8, 8]]
            case "account_key_shape":
                return [[8, 0]]
            case "group_profiles":
                return Object.entries(data.groups)
                    .filter(([key]) => listed("keys").includes(key))
                    .map(([key, group]) => [key, listed("names").map((name) => group[name] ?? "")])
            case "confirmed_accounts":
                return data.confirmed.filter((key) => listed("keys").includes(key)).map((key) => [key])
            case "fired_history":
                return this.firings(text, values)
            case "foreign_firings": {
                const others = this.ownEvents("beton_signal_fired", values).filter(
                    ({properties}) => properties.beton_writer !== values.writer,
                )
                const signed = others.filter(({properties}) => Boolean(properties.beton_sig)).length
                return [[others.length - signed, signed]]
            }
            case "accounts_by_domain":
                return Object.entries(data.groups)
                    .filter(([, group]) => Object.values(values).flat().includes(group.domain))
                    .map(([key, group]) => [key, group.domain, group.name ?? "", key])
            case "recent_backtests":
            case "converted_accounts":
            case "latest_deal_entries":
                return []
            case "recent_runs":
                return this.ownEvents("beton_run_completed", values).map(({properties}) => [
                    properties.run_id,
                    properties.beton_payload,
                    properties.beton_sig,
                ])
            default:
                throw new Error(`The fake has no answer for the query ${id}.`)
        }
    }

    private activeRows(signal: string, values: Values, columns: readonly string[]): Rows {
        const {slices = 1, slice: asked = 0} = values
        const slice = (account: string): boolean => account.charCodeAt(0) % Number(slices) === Number(asked)
        const after = typeof values.cursor_account === "string" ? values.cursor_account : ""
        return (this.data.active[signal] ?? [])
            .filter(({account}) => slice(String(account)) && String(account) > after)
            .flatMap((row) =>
                (values.days as readonly number[]).map((day) =>
                    columns.map((column) => (column === "day" ? day : row[column])),
                ),
            )
    }

    private firings(text: string, values: Values): Rows {
        const limit = Number(/LIMIT (\d+)$/.exec(text)?.[1])
        return this.ownEvents("beton_signal_fired", values)
            .filter(({properties}) => (properties.beton_writer === values.writer) === values.own)
            .map(({properties}): readonly [string, unknown, unknown, number] => [
                `${String(properties.beton_id)}/${String(properties.beton_sig)}`,
                properties.beton_payload,
                properties.beton_sig,
                1,
            ])
            .filter(([key]) => key > String(values.cursor))
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .slice(0, limit)
    }

    private ownEvents(name: string, values: Values): CaptureEvent[] {
        return [...this.stored.values()].filter(
            ({event, timestamp}) =>
                event === name && timestamp >= String(values.from) && timestamp < String(values.to),
        )
    }
}

const GROUP_TYPES = [
    {
        group_type: "company",
        group_type_index: 0,
        name_singular: null,
        name_plural: null,
        default_columns: null,
    },
    {
        group_type: "workspace",
        group_type_index: 1,
        name_singular: null,
        name_plural: null,
        default_columns: null,
    },
]
