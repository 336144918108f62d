import {closeSync, existsSync, openSync, readSync} from "node:fs"
import path from "node:path"

import {Gunzip} from "fflate"

import type {RawEvent} from "./types"

const CHUNK_BYTES = 1 << 18

/** The file's bytes in pieces; what ends in `.gz` is unpacked on the way, so that no file is ever held whole. */
function* pieces(file: string): Generator<Buffer> {
    let unpacked: Uint8Array[] = []
    const gunzip = file.endsWith(".gz") ? new Gunzip((data) => void unpacked.push(data)) : null
    const descriptor = openSync(file, "r")
    try {
        for (;;) {
            const packed = Buffer.alloc(CHUNK_BYTES)
            const length = readSync(descriptor, packed, 0, CHUNK_BYTES, null)
            if (gunzip === null) unpacked.push(packed.subarray(0, length))
            else gunzip.push(packed.subarray(0, length), length === 0)
            for (const data of unpacked) yield Buffer.from(data.buffer, data.byteOffset, data.byteLength)
            unpacked = []
            if (length === 0) return
        }
    } finally {
        closeSync(descriptor)
    }
}

function* lines(file: string): Generator<string> {
    let rest: Buffer[] = []
    for (const piece of pieces(file)) {
        let from = 0
        for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
            yield Buffer.concat([...rest, piece.subarray(from, end)]).toString("utf8")
            rest = []
            from = end + 1
        }
        if (from < piece.length) rest.push(Buffer.from(piece.subarray(from)))
    }
    if (rest.length > 0) yield Buffer.concat(rest).toString("utf8")
}

/**
 * The objects of a `.jsonl` or `.jsonl.gz` file, one after the other; empty lines are skipped.
 * @throws Error that names file and line when a line is no JSON, and the file when it cannot be unpacked.
 */
export function* readJsonl<T = Record<string, unknown>>(file: string): Generator<T> {
    let number = 0
    const source = lines(file)
    for (;;) {
        let next: IteratorResult<string>
        try {
            next = source.next()
        } catch (error) {
            throw new Error(`${file} cannot be read after line ${number}: ${(error as Error).message}`, {
                cause: error,
            })
        }
        if (next.done === true) return
        number += 1
        if (next.value.trim() === "") continue
        let value: T
        try {
            value = JSON.parse(next.value) as T
        } catch (error) {
            throw new Error(`${file}, line ${number}: not JSON (${(error as Error).message})`, {cause: error})
        }
        yield value
    }
}

/** The person's properties of `persons.jsonl[.gz]`, by `person_id`. */
export function readPersonProperties(file: string): Map<string, Record<string, unknown>> {
    const people = new Map<string, Record<string, unknown>>()
    for (const person of readJsonl<{person_id: string; properties?: Record<string, unknown>}>(file)) {
        people.set(person.person_id, person.properties ?? {})
    }
    return people
}

function existing(directory: string, name: string): string {
    const found = [`${name}.jsonl.gz`, `${name}.jsonl`].map((n) => path.join(directory, n)).find(existsSync)
    if (found === undefined) throw new Error(`${directory} has neither ${name}.jsonl.gz nor ${name}.jsonl.`)
    return found
}

/**
 * The events of an export directory (`events.jsonl[.gz]`), in the order of the file.
 * @param o.joinPersons adds the properties of `persons.jsonl[.gz]` as `person_properties` to each event. Those are
 * the person's last known ones, so accounts made from them hold for the person's whole past.
 */
export function* readEvents(directory: string, o: {joinPersons?: boolean} = {}): Generator<RawEvent> {
    const people = o.joinPersons === true ? readPersonProperties(existing(directory, "persons")) : null
    for (const event of readJsonl<RawEvent>(existing(directory, "events"))) {
        if (people !== null) event.person_properties = people.get(event.person_id) ?? {}
        yield event
    }
}
