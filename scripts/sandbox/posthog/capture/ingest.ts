import type {Services} from "../context"
import type {Project} from "../project-state"
import type {CapturedEvent} from "./check"
import {registerEvent} from "./definitions"
import {addGroupProperties, GroupBatch} from "./groups"
import {PersonBatch} from "./persons"
import {personUuid} from "./uuid"
import {idText, type Json, stored} from "./values"

const MERGES = new Set(["$identify", "$create_alias", "$merge_dangerously"])
/** Without person processing these have no meaning and are dropped whole (CONTRACT §11). */
const NEEDS_PERSONS = new Set([...MERGES, "$groupidentify"])

const isPersonless = ({properties}: CapturedEvent): boolean => properties.$process_person_profile === false

/** The second distinct id of a merging event. */
function otherDistinctId({event, properties}: CapturedEvent): string | null {
    return MERGES.has(event)
        ? idText(event === "$identify" ? properties.$anon_distinct_id : properties.alias)
        : null
}

/** One batch through the pipeline: persons, groups, definitions, event rows. */
async function ingestBatch(
    services: Services,
    project: Project,
    captured: readonly CapturedEvent[],
    now: number,
): Promise<void> {
    const events = captured.filter((event) => !(isPersonless(event) && NEEDS_PERSONS.has(event.event)))
    const others = events.map(otherDistinctId).filter((id) => id !== null)
    const ids = [...events.map(({distinctId}) => distinctId), ...others]
    const persons = await PersonBatch.load(services.clickhouse, project.id, ids, others.length > 0)
    const groups = await GroupBatch.load(services.clickhouse, project, events, now)
    const rows = events.map((event) => {
        const properties: Json = {...event.properties}
        const personless = isPersonless(event)
        if (personless) for (const name of ["$set", "$set_once", "$unset"]) delete properties[name]
        else addGroupProperties(project, properties, now)
        // The column takes text; a number would be lost.
        for (const index of [0, 1, 2, 3, 4]) {
            const key = idText(properties[`$group_${index}`])
            if (key !== null) properties[`$group_${index}`] = key
        }
        const other = otherDistinctId(event)
        if (other !== null)
            persons.merge(other, event.distinctId, event.timestamp, event.event === "$merge_dangerously")
        const person = personless
            ? persons.find(event.distinctId)
            : persons.findOrCreate(event.distinctId, event.timestamp)
        if (person && !personless) {
            if (MERGES.has(event.event)) persons.markIdentified(person)
            persons.update(person, properties)
        }
        if (event.event === "$groupidentify") groups.identify(event)
        registerEvent(project, {...event, properties}, now)
        const {$elements_chain, ...kept} = properties
        return JSON.stringify({
            team_id: project.id,
            uuid: event.uuid,
            event: event.event,
            properties: stored(typeof $elements_chain === "string" ? kept : properties),
            timestamp: new Date(event.timestamp).toISOString(),
            distinct_id: event.distinctId,
            elements_chain: typeof $elements_chain === "string" ? $elements_chain : "",
            created_at: new Date(now).toISOString(),
            person_id: person?.id ?? personUuid(project.id, event.distinctId),
            person_created_at: new Date(person?.createdAt ?? 0).toISOString(),
            person_properties: person && !personless ? stored(person.properties) : "{}",
            person_mode: personless ? "propertyless" : "full",
        })
    })
    if (await persons.flush()) services.overrides.set(project.id)
    await groups.flush()
    await services.clickhouse.insert("events", rows.join("\n"))
    services.world.touch()
}

/** Ingests batches of each project one after the other, at once or after the project's ingestion lag. */
export class Ingestion {
    #queues = new Map<number, Promise<void>>()
    #delayed = new Map<number, Set<{timer: NodeJS.Timeout; run: () => Promise<void>}>>()

    constructor(private readonly services: Services) {}

    /** Resolves when the events are visible, or with a lag as soon as they are accepted. */
    async add(project: Project, events: readonly CapturedEvent[], now: number): Promise<void> {
        if (project.ingestionLagMs <= 0) return this.#enqueue(project, events, now)
        const waiting = this.#delayed.get(project.id) ?? new Set()
        this.#delayed.set(project.id, waiting)
        const entry = {
            run: () => {
                waiting.delete(entry)
                return this.#enqueue(project, events, now)
            },
            timer: setTimeout(() => void entry.run().catch(() => undefined), project.ingestionLagMs),
        }
        entry.timer.unref()
        waiting.add(entry)
    }

    #enqueue(project: Project, events: readonly CapturedEvent[], now: number): Promise<void> {
        const before = this.#queues.get(project.id) ?? Promise.resolve()
        const done = before.then(() => ingestBatch(this.services, project, events, now))
        this.#queues.set(
            project.id,
            done.catch(() => undefined),
        )
        return done
    }

    /** Makes all delayed events of a project visible now. */
    async flush(projectId: number): Promise<void> {
        for (const {timer, run} of [...(this.#delayed.get(projectId) ?? [])]) {
            clearTimeout(timer)
            await run()
        }
        await this.#queues.get(projectId)
    }

    /** Forgets delayed events and waits for the running ones. */
    async close(): Promise<void> {
        for (const waiting of this.#delayed.values()) for (const {timer} of waiting) clearTimeout(timer)
        await Promise.all(this.#queues.values())
    }
}
