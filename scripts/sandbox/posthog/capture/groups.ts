import {type ClickHouse, literal} from "../clickhouse"
import {groupType, isoInstant, type Project} from "../project-state"
import type {CapturedEvent} from "./check"
import {idText, isObject, type Json, stored} from "./values"

const MAX_GROUP_TYPES = 5

/** The index of a group type; an unknown one takes the next free place, null when all five are taken. */
function groupTypeIndex(project: Project, name: string, now: number): number | null {
    const known = project.groupTypes.find(({group_type}) => group_type === name)
    if (known) return known.group_type_index
    const index = project.groupTypes.length
    if (index >= MAX_GROUP_TYPES) return null
    project.groupTypes.push(groupType(name, index, isoInstant(now)))
    return index
}

/** Turns `$groups {type: key}` into `$group_N` properties; only done where persons are processed (CONTRACT §11). */
export function addGroupProperties(project: Project, properties: Json, now: number): void {
    if (!isObject(properties.$groups)) return
    for (const [type, value] of Object.entries(properties.$groups)) {
        const key = idText(value)
        const index = key === null ? null : groupTypeIndex(project, type, now)
        if (key !== null && index !== null) properties[`$group_${index}`] = key
    }
}

interface Group {
    index: number
    key: string
    createdAt: string
    properties: Json
    /** Microseconds; the newest version of a group wins. */
    version: number
    changed: boolean
}

/** The groups that the `$groupidentify` events of one batch touch. */
export class GroupBatch {
    #groups = new Map<string, Group>()

    private constructor(
        private readonly clickhouse: ClickHouse,
        private readonly project: Project,
        private readonly now: number,
    ) {}

    static async load(
        clickhouse: ClickHouse,
        project: Project,
        events: readonly CapturedEvent[],
        now: number,
    ) {
        const batch = new GroupBatch(clickhouse, project, now)
        const keys = events.flatMap(({event, properties}) => {
            const key = event === "$groupidentify" ? idText(properties.$group_key) : null
            return key === null ? [] : [literal(key)]
        })
        if (keys.length === 0) return batch
        const rows = await clickhouse.rows<{
            idx: number
            key: string
            properties: string
            created: string
            micros: number
        }>(
            `SELECT group_type_index AS idx, group_key AS key, argMax(group_properties, _timestamp) AS properties,
                toString(min(created_at)) AS created, max(toUnixTimestamp64Micro(_timestamp)) AS micros
            FROM groups WHERE team_id = ${project.id} AND group_key IN (${[...new Set(keys)].join(", ")})
            GROUP BY group_type_index, group_key`,
        )
        for (const row of rows) {
            batch.#groups.set(`${row.idx}:${row.key}`, {
                index: row.idx,
                key: row.key,
                createdAt: row.created,
                properties: JSON.parse(row.properties) as Json,
                version: row.micros,
                changed: false,
            })
        }
        return batch
    }

    /** Applies a `$groupidentify`: merges `$group_set` into the group and never removes keys. */
    identify(event: CapturedEvent): void {
        const {$group_type, $group_key, $group_set} = event.properties
        const type = idText($group_type)
        const key = idText($group_key)
        const index = type === null ? null : groupTypeIndex(this.project, type, this.now)
        if (key === null || index === null) return
        const known = this.#groups.get(`${index}:${key}`)
        this.#groups.set(`${index}:${key}`, {
            index,
            key,
            createdAt: known?.createdAt ?? new Date(event.timestamp).toISOString(),
            properties: {...known?.properties, ...(isObject($group_set) ? $group_set : {})},
            // A fixed clock must not make two versions equally new.
            version: Math.max(this.now * 1000, (known?.version ?? 0) + 1),
            changed: true,
        })
    }

    async flush(): Promise<void> {
        const rows = [...this.#groups.values()]
            .filter(({changed}) => changed)
            .map(({index, key, createdAt, properties, version}) =>
                JSON.stringify({
                    team_id: this.project.id,
                    group_type_index: index,
                    group_key: key,
                    created_at: createdAt,
                    group_properties: stored(properties),
                    _timestamp: microsText(version),
                }),
            )
        if (rows.length > 0) await this.clickhouse.insert("groups", rows.join("\n"))
    }
}

/** Microseconds since the epoch as a ClickHouse date-time with six digits. */
function microsText(micros: number): string {
    const seconds = new Date(Math.floor(micros / 1_000_000) * 1000)
        .toISOString()
        .slice(0, 19)
        .replace("T", " ")
    return `${seconds}.${String(micros % 1_000_000).padStart(6, "0")}`
}
