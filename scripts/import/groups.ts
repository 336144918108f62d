import {isObject, type Json} from "../sandbox/posthog/capture/values"
import {type ExportedEvent, type ExportedGroup, RecordError} from "./records"

/** A group of the export as it is at the end of the data. */
export interface Group {
    readonly type: string
    readonly key: string
    createdAt: number
    properties: Json
}

/** All groups of an export. Memory grows with groups, not with events. */
export class Groups {
    readonly #groups = new Map<string, Group & {setAt: Map<string, number>}>()

    /** Takes a line of groups.jsonl. @throws RecordError when the group came before */
    add({type, key, createdAt, properties}: ExportedGroup): void {
        const id = JSON.stringify([type, key])
        if (this.#groups.has(id))
            throw new RecordError(
                `"group_key" ${JSON.stringify(key)} of "${type}" is in an earlier line already.`,
            )
        this.#groups.set(id, {type, key, createdAt, properties, setAt: new Map()})
    }

    /** Without a groups file: applies a `$groupidentify`; per property the latest one wins. */
    learn({event, timestamp, properties}: ExportedEvent): void {
        const {$group_type: type, $group_key: key, $group_set: set} = properties
        if (
            event !== "$groupidentify" ||
            typeof type !== "string" ||
            type === "" ||
            typeof key !== "string" ||
            key === ""
        )
            return
        const id = JSON.stringify([type, key])
        let group = this.#groups.get(id)
        if (!group)
            this.#groups.set(
                id,
                (group = {type, key, createdAt: timestamp, properties: {}, setAt: new Map()}),
            )
        group.createdAt = Math.min(group.createdAt, timestamp)
        if (!isObject(set)) return
        for (const name in set) {
            if ((group.setAt.get(name) ?? -Infinity) > timestamp) continue
            group.properties[name] = set[name]
            group.setAt.set(name, timestamp)
        }
    }

    all(): Iterable<Group> {
        return this.#groups.values()
    }
}
