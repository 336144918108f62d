import {columnValue} from "./column-value"
import {groupField, pdiField, personField, resolvedPersonId} from "./lazy-joins"
import {identifier, stringLiteral} from "./literals"
import type {Found} from "./scope"
import type {Env} from "./scope"
import {sessionField} from "./sessions-table"
import {type ColumnDef, contractColumns, type Owner, type TableDef} from "./table-defs"

const GROUP = /^\$group_([0-4])$/
const CHAIN_PATTERNS: Record<string, string> = {
    elements_chain_href: '(?::|")href="(.*?)"',
    elements_chain_texts: '(?::|")text="(.*?)"',
    elements_chain_ids: '(?::|")attr_id="(.*?)"',
    elements_chain_elements: "(?:^|;)(a|button|form|input|select|textarea|label)(?:\\.|$|:)",
}

function physical(owner: Owner, name: string): string {
    return owner.outer(name, owner.inner(name))
}

function createdAt(env: Env, index: number): string | null {
    const type = env.project.groupTypes.find((candidate) => candidate.group_type_index === index)
    if (!type) return null
    const iso = new Date(type.created_at).toISOString().replace("T", " ").replace("Z", "")
    return `toDateTime64(${stringLiteral(iso)}, 3, 'UTC')`
}

/** `$group_N`: '' on events older than the group type. `side` says which SQL is wanted. */
function groupKey(owner: Owner, index: number, side: "inner" | "outer"): string {
    const column = (name: string) => (side === "inner" ? owner.inner(name) : physical(owner, name))
    const since = createdAt(owner.env, index)
    const key = column(`$group_${index}`)
    return since ? `if(less(${column("timestamp")}, ${since}), '', ${key})` : key
}

function eventPersonField(owner: Owner, name: string): Found | null {
    const {project} = owner.env
    if (name === "id") return {value: personId(owner)}
    if (project.personsOnEventsMode === "person_id_override_properties_joined") {
        return personField(owner, name, resolvedPersonId(owner))
    }
    if (name === "properties") {
        const sql = physical(owner, "person_properties")
        return {value: {sql, kind: "json", nullable: false, json: {types: project.propertyTypes.person}}}
    }
    if (name === "created_at") {
        return {value: columnValue(owner.env, physical(owner, "person_created_at"), {kind: "datetime"})}
    }
    return name === "is_identified" ? personField(owner, name, resolvedPersonId(owner)) : null
}

function personId(owner: Owner) {
    const sql = owner.outer("person_id", resolvedPersonId(owner))
    return {sql, kind: "uuid" as const, nullable: false}
}

function virtual(owner: Owner, name: string): Found | null {
    const key = GROUP.exec(name)
    if (key) return {value: {sql: groupKey(owner, Number(key[1]), "outer"), kind: "string", nullable: false}}
    if (name === "person_id") return {value: personId(owner)}
    if (name === "$session_id_uuid") {
        const sql = `accurateCastOrNull(${physical(owner, "$session_id")}, 'UUID')`
        return {value: {sql, kind: "uuid", nullable: true}}
    }
    const pattern = Object.hasOwn(CHAIN_PATTERNS, name) ? CHAIN_PATTERNS[name] : undefined
    if (pattern !== undefined) {
        const args = `${physical(owner, "elements_chain")}, ${stringLiteral(pattern)}`
        if (name === "elements_chain_href") {
            return {value: {sql: `extract(${args})`, kind: "string", nullable: false}}
        }
        return {value: {sql: `arrayDistinct(extractAll(${args}))`, kind: "array", nullable: false}}
    }
    if (name === "person") return {fields: (field) => eventPersonField(owner, field)}
    if (name === "pdi") return {fields: (field) => pdiField(owner, field)}
    if (name === "session") return {fields: (field) => sessionField(owner, field)}
    if (Object.hasOwn(contractColumns("events"), name)) return null
    const index = groupIndex(owner.env, name)
    if (index === null) return null
    return {fields: (field) => groupField(owner, field, index, groupKey(owner, index, "inner"))}
}

function groupIndex(env: Env, name: string): number | null {
    const numbered = /^group_([0-4])$/.exec(name)
    if (numbered) return Number(numbered[1])
    return env.project.groupTypes.find((type) => type.group_type === name)?.group_type_index ?? null
}

/** events: physical columns, group keys with their guard, merged persons, lazy joins. */
export function eventsTable(env: Env): TableDef {
    const columns: Record<string, ColumnDef> = contractColumns("events")
    for (const hidden of ["$session_id_uuid"]) columns[hidden] = {kind: "uuid", hidden: true}
    return {
        name: "events",
        columns: {...columns, properties: {kind: "json", json: {types: env.project.propertyTypes.event}}},
        source: () => identifier("events"),
        teamFilter: true,
        virtual,
    }
}

/** Properties that ingestion also keeps in a column of their own. */
export function isMaterialized(key: string): boolean {
    return GROUP.test(key) || key === "$session_id" || key === "$window_id"
}
