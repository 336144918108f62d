import {existsSync, statSync} from "node:fs"
import path from "node:path"

import {isObject, type Json} from "../sandbox/posthog/capture/values"
import {ImportError} from "./import-error"
import {readLines} from "./lines"
import {
    eventOf,
    type ExportedEvent,
    type ExportedGroup,
    type ExportedPerson,
    groupOf,
    personOf,
    RecordError,
} from "./records"

/** Checked records of one file in the order of their lines, with the line of each. */
export interface RecordBatch<T> {
    readonly records: readonly {readonly line: number; readonly value: T}[]
    /** Share of the file that has been read, below 1. */
    readonly fraction: number
}

/** An exported data set; each call reads its file anew. */
export interface Export {
    readonly files: {readonly events: string; readonly persons: string | null; readonly groups: string | null}
    events(): AsyncGenerator<RecordBatch<ExportedEvent>>
    /** Nothing when there is no such file. */
    persons(): AsyncGenerator<RecordBatch<ExportedPerson>>
    groups(): AsyncGenerator<RecordBatch<ExportedGroup>>
}

/**
 * Opens a directory with `events.jsonl`, and where they exist `persons.jsonl` and `groups.jsonl`, plain or as `.gz`.
 * Reading streams: memory does not grow with the files.
 *
 * @throws ImportError when the directory or its events are missing, or a file is there twice; while reading, with
 *   file and line, for anything that is not as described in records.ts.
 */
export function readExport(dir: string): Export {
    if (!existsSync(dir)) throw new ImportError(dir, null, "the directory does not exist.")
    if (!statSync(dir).isDirectory())
        throw new ImportError(dir, null, "this is a file; name the directory that holds events.jsonl.")
    const events = findFile(dir, "events")
    if (events === null)
        throw new ImportError(dir, null, "there is neither events.jsonl nor events.jsonl.gz in it.")
    const persons = findFile(dir, "persons")
    const groups = findFile(dir, "groups")
    return {
        files: {events, persons, groups},
        events: () => readRecords(events, eventOf),
        persons: () => readRecords(persons, personOf),
        groups: () => readRecords(groups, groupOf),
    }
}

function findFile(dir: string, name: string): string | null {
    const found = [`${name}.jsonl`, `${name}.jsonl.gz`]
        .map((base) => path.join(dir, base))
        .filter((file) => existsSync(file))
    if (found.length > 1)
        throw new ImportError(dir, null, `there are ${name}.jsonl and ${name}.jsonl.gz in it; remove one.`)
    return found[0] ?? null
}

async function* readRecords<T>(
    file: string | null,
    check: (record: Json) => T,
): AsyncGenerator<RecordBatch<T>> {
    if (file === null) return
    const size = statSync(file).size
    let bytes = 0
    for await (const batch of readLines(file, (read) => (bytes = read))) {
        const records: {line: number; value: T}[] = []
        batch.lines.forEach((text, i) => {
            if (text.trim() === "") return
            const line = batch.first + i
            records.push({line, value: parse(file, line, text, batch.unfinished, check)})
        })
        yield {records, fraction: Math.min(0.99, bytes / size)}
    }
}

function parse<T>(
    file: string,
    line: number,
    text: string,
    unfinished: boolean,
    check: (record: Json) => T,
): T {
    let record: unknown
    try {
        record = JSON.parse(text)
    } catch {
        throw new ImportError(
            file,
            line,
            unfinished
                ? "the last line is cut off in the middle of its JSON. Copy the file again."
                : "this is not JSON.",
        )
    }
    if (!isObject(record)) throw new ImportError(file, line, "a JSON object is expected.")
    try {
        return check(record)
    } catch (error) {
        throw error instanceof RecordError ? new ImportError(file, line, error.message) : error
    }
}
