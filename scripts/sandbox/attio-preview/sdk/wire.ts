import {HostRefusal} from "./refusal"

/**
 * A value as JSON text for the way between client and server (SDK.md §3: arguments, results and errors must be
 * serialisable). Fields that are undefined are left out, as JSON does.
 *
 * @throws HostRefusal naming the place of the first value that would arrive as something else
 */
export function toWire(value: unknown, what: string): string {
    check(value, what, [])
    return value === undefined ? "" : JSON.stringify(value)
}

/** Reads what {@link toWire} wrote. */
export function fromWire(text: string): unknown {
    return text === "" ? undefined : (JSON.parse(text) as unknown)
}

function check(value: unknown, place: string, parents: readonly object[]): void {
    if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean")
        return
    if (typeof value === "number") {
        if (!Number.isFinite(value)) throw refusal(place, String(value))
        return
    }
    if (typeof value !== "object") throw refusal(place, `a ${typeof value}`)
    if (parents.includes(value)) throw refusal(place, "a cycle")
    const within = [...parents, value]
    if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            if (item === undefined) throw refusal(`${place}[${index}]`, "undefined")
            check(item, `${place}[${index}]`, within)
        }
        return
    }
    if (!isPlain(value)) throw refusal(place, `a ${value.constructor.name}`)
    for (const [key, item] of Object.entries(value)) check(item, `${place}.${key}`, within)
}

/** Objects of another realm are plain as well: their prototype is that realm's, not this one's. */
function isPlain(value: object): boolean {
    const prototype = Object.getPrototypeOf(value) as object | null
    return prototype === null || Object.getPrototypeOf(prototype) === null
}

function refusal(place: string, found: string): HostRefusal {
    return new HostRefusal(`${place} is ${found}: only plain JSON values go between client and server.`)
}
