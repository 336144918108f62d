import {columnValue} from "./column-value"
import {identifier, stringLiteral} from "./literals"
import type {Env, Found} from "./scope"
import {contractColumns, emptyValue, type Owner, type TableDef, teamCondition} from "./table-defs"

const URL = "JSONExtractString(e.properties, '$current_url')"

function property(name: string): string {
    return `JSONExtractString(e.properties, ${stringLiteral(name)})`
}

/** First or last non-empty value of a property in the session. */
function edge(which: "argMinIf" | "argMaxIf", value: string): string {
    return `${which}(${value}, e.timestamp, notEmpty(${value}))`
}

function expressions(): Record<string, string> {
    const entry = edge("argMinIf", URL)
    const end = edge("argMaxIf", URL)
    const count = (event: string) => `toInt64(countIf(e.event = '${event}'))`
    const duration = "toInt64(dateDiff('second', min(e.timestamp), max(e.timestamp)))"
    const interactions = "countIf(e.event IN ('$pageview', '$screen', '$autocapture'))"
    const list: Record<string, string> = {
        session_id: "e.`$session_id`",
        id: "e.`$session_id`",
        session_id_v7: "e.`$session_id`",
        session_timestamp: "min(e.timestamp)",
        distinct_id: "argMin(e.distinct_id, e.timestamp)",
        person_id: "argMin(e.person_id, e.timestamp)",
        $start_timestamp: "min(e.timestamp)",
        $end_timestamp: "max(e.timestamp)",
        max_inserted_at: "max(e.inserted_at)",
        $urls: `arrayFilter(url -> url != '', groupUniqArray(${URL}))`,
        $num_uniq_urls: `toInt64(uniqExactIf(${URL}, notEmpty(${URL})))`,
        $entry_current_url: entry,
        $entry_pathname: `path(${entry})`,
        $entry_hostname: `domain(${entry})`,
        $end_current_url: end,
        $end_pathname: `path(${end})`,
        $end_hostname: `domain(${end})`,
        $exit_current_url: end,
        $exit_pathname: `path(${end})`,
        $entry_referring_domain: edge("argMinIf", property("$referring_domain")),
        $pageview_count: count("$pageview"),
        $autocapture_count: count("$autocapture"),
        $screen_count: count("$screen"),
        $session_duration: duration,
        duration,
        $is_bounce: `if(${interactions} = 0, NULL, toBool(${interactions} <= 1 AND ${duration} < 10))`,
    }
    for (const name of ["utm_source", "utm_campaign", "utm_medium", "utm_term", "utm_content"]) {
        list[`$entry_${name}`] = edge("argMinIf", property(name))
    }
    for (const name of ["gclid", "gad_source", "fbclid"])
        list[`$entry_${name}`] = edge("argMinIf", property(name))
    return list
}

/** One row per `$session_id`, computed from the project's events. Channel types are not modelled: ''. */
export function sessionsSource(env: Env): string {
    const known = expressions()
    const list = Object.entries(contractColumns("sessions")).map(
        ([name, def]) => `${known[name] ?? emptyValue(def.kind)} AS ${identifier(name)}`,
    )
    return (
        `(SELECT ${list.join(", ")} FROM events AS e ` +
        `WHERE ${teamCondition("e.", env)} AND e.\`$session_id\` != '' GROUP BY e.\`$session_id\`)`
    )
}

/** sessions: a view over the events of each `$session_id`. */
export function sessionsTable(): TableDef {
    const columns = contractColumns("sessions")
    return {
        name: "sessions",
        columns: {...columns, $is_bounce: {kind: "boolean", nullable: true}},
        source: sessionsSource,
    }
}

/** `session.x` on events. */
export function sessionField(owner: Owner, name: string): Found | null {
    const columns = sessionsTable().columns
    const def = Object.hasOwn(columns, name) ? columns[name] : undefined
    if (!def) return null
    const alias = `${owner.alias}__session`
    owner.join(
        alias,
        `LEFT JOIN ${sessionsSource(owner.env)} AS ${identifier(alias)} ` +
            `ON ${owner.inner("$session_id")} = ${identifier(alias)}.session_id`,
    )
    const sql = owner.outer(`${alias}.${name}`, `${identifier(alias)}.${identifier(name)}`)
    return {value: columnValue(owner.env, sql, def)}
}
