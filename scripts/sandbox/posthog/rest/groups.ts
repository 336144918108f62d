import {literal} from "../clickhouse"
import {ok, type ProjectContext} from "../context"
import {invalidInput, notFound, requiredField} from "../errors"
import {projectRoutes, type Route} from "../router"

const PAGE = 100

interface GroupRow {
    group_key: string
    group_properties: string
    created_at: string
}

function groupTypeIndex({search}: ProjectContext): number {
    const text = search.get("group_type_index")
    if (text === null || text === "") throw requiredField("group_type_index")
    if (!/^[0-4]$/.test(text))
        throw invalidInput("group_type_index is a number from 0 to 4.", "group_type_index")
    return Number(text)
}

/** The newest row of each group, ordered by key; `search` is a condition on that row. */
function select(project: number, index: number, keys: string, limit: number, search = "1"): string {
    return `SELECT group_key, argMax(group_properties, _timestamp) AS group_properties,
            formatDateTime(min(created_at), '%Y-%m-%dT%H:%i:%SZ') AS created_at
        FROM groups
        WHERE team_id = ${project} AND group_type_index = ${index} AND ${keys}
        GROUP BY group_key HAVING ${search} ORDER BY group_key LIMIT ${limit}`
}

function group(index: number, row: GroupRow) {
    return {
        group_type_index: index,
        group_key: row.group_key,
        group_properties: JSON.parse(row.group_properties) as unknown,
        created_at: row.created_at,
    }
}

/** examples/groups-list.json: keyset cursor, 100 per page, `previous` always null. */
async function list(context: ProjectContext) {
    const index = groupTypeIndex(context)
    const search = context.search.get("search")
    const cursor = context.search.get("cursor")
    const after = cursor === null ? null : Buffer.from(cursor, "base64url").toString()
    const keys = after === null ? "1" : `group_key > ${literal(after)}`
    const found = search
        ? `(positionCaseInsensitiveUTF8(group_key, ${literal(search)}) > 0
            OR positionCaseInsensitiveUTF8(JSONExtractString(group_properties, 'name'), ${literal(search)}) > 0)`
        : "1"
    const rows = await context.clickhouse.rows<GroupRow>(
        select(context.project.id, index, keys, PAGE + 1, found),
    )
    const shown = rows.slice(0, PAGE)
    let next: string | null = null
    if (rows.length > PAGE) {
        const parameters = new URLSearchParams(context.search)
        parameters.set("cursor", Buffer.from(shown.at(-1)?.group_key ?? "").toString("base64url"))
        next = `${context.baseUrl()}${context.path}?${parameters.toString()}`
    }
    return ok({next, previous: null, results: shown.map((row) => group(index, row))})
}

/** examples/groups-find.json */
async function find(context: ProjectContext) {
    const index = groupTypeIndex(context)
    const key = context.search.get("group_key")
    if (!key) throw requiredField("group_key")
    const [row] = await context.clickhouse.rows<GroupRow>(
        select(context.project.id, index, `group_key = ${literal(key)}`, 1),
    )
    if (!row) throw notFound()
    return ok({...group(index, row), notebook: null})
}

export const groupRoutes: Route[] = [
    ...projectRoutes("GET", "/groups_types/", ["group:read"], ({project}) => ok(project.groupTypes)),
    ...projectRoutes("GET", "/groups/find/", ["group:read"], find),
    ...projectRoutes("GET", "/groups/", ["group:read"], list),
]
