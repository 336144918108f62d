import {isObject, type Json} from "../sandbox/posthog/capture/values"
import {RecordError} from "./records"

/** PostHog has five places for group types (CONTRACT §3). */
const PLACES = 5

/** The group types of an export and their places: from groups.jsonl, from `$group_N`, else by first use. */
export class GroupTypes {
    readonly #index = new Map<string, number>()
    /** Types without a known place, by the time of their first use. */
    readonly #waiting = new Map<string, number>()

    /** A place that the data state. @throws RecordError when they state another one, too */
    place(type: string, index: number): void {
        const known = this.#index.get(type)
        if (known === index) return
        if (known !== undefined) {
            throw new RecordError(
                `"group_type_index" of "${type}" is ${index} here, but ${known} in an earlier line.`,
            )
        }
        const other = this.names()[index]
        if (other !== undefined)
            throw new RecordError(
                `"group_type_index" ${index} of "${type}" belongs to "${other}" in an earlier line.`,
            )
        this.#index.set(type, index)
        this.#waiting.delete(type)
    }

    /** Learns from the properties of an event: `$groups` names the types, an equal `$group_N` the place. */
    learn(properties: Json, timestamp: number): void {
        if (isObject(properties.$groups)) {
            for (const [type, key] of Object.entries(properties.$groups)) {
                if (this.#index.has(type)) continue
                const taken = this.names()
                const index = [0, 1, 2, 3, 4].find(
                    (place) => taken[place] === undefined && properties[`$group_${place}`] === key,
                )
                if (index === undefined) this.#wait(type, timestamp)
                else this.place(type, index)
            }
        }
        const type = properties.$group_type
        if (typeof type === "string" && type !== "" && !this.#index.has(type)) this.#wait(type, timestamp)
    }

    #wait(type: string, timestamp: number): void {
        const known = this.#waiting.get(type)
        if (known === undefined || timestamp < known) this.#waiting.set(type, timestamp)
    }

    /** Gives the types without a place the free ones, in the order of first use; further types stay out, as in PostHog. */
    settle(): void {
        for (const [type] of [...this.#waiting].sort((a, b) => a[1] - b[1])) {
            const taken = this.names()
            const free = [0, 1, 2, 3, 4].find((place) => taken[place] === undefined)
            if (free !== undefined) this.#index.set(type, free)
        }
        this.#waiting.clear()
    }

    index(type: string): number | undefined {
        return this.#index.get(type)
    }

    /** Names by place; undefined where none is known. */
    names(): (string | undefined)[] {
        const names: (string | undefined)[] = Array.from({length: PLACES})
        for (const [type, index] of this.#index) names[index] = type
        return names
    }
}
