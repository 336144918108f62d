import {isUtf8} from "node:buffer"
import {closeSync, createReadStream, openSync, type ReadStream, readSync} from "node:fs"
import {pipeline, type Readable} from "node:stream"
import {createGunzip} from "node:zlib"

import {ImportError} from "./import-error"

/** Lines that were read together: few objects, because an export has millions of lines. */
export interface LineBatch {
    /** Number of the first line, 1-based. */
    readonly first: number
    readonly lines: readonly string[]
    /** The last line of the file ended without a line break: it may be cut off. */
    readonly unfinished: boolean
}

const CHUNK_BYTES = 256 * 1024
const NEWLINE = 10
/** A longer line is no event: PostHog takes about 1 MB. */
const MAX_LINE_BYTES = 32 * 1024 * 1024

/**
 * The lines of a text file, gzip or not (told by the first bytes, not by the name). Holds one chunk and one line in
 * memory. `onBytes` hears how many bytes of the file have been read.
 *
 * @throws ImportError when the file cannot be read, is cut off or damaged, is not UTF-8, or has no lines.
 */
export async function* readLines(file: string, onBytes?: (bytes: number) => void): AsyncGenerator<LineBatch> {
    let done = 0
    let rest: Buffer = Buffer.alloc(0)
    try {
        const input = openBytes(file)
        for await (const chunk of input.bytes) {
            onBytes?.(input.source.bytesRead)
            const bytes = rest.length > 0 ? Buffer.concat([rest, chunk as Buffer]) : (chunk as Buffer)
            const end = bytes.lastIndexOf(NEWLINE)
            rest = bytes.subarray(end + 1)
            if (rest.length > MAX_LINE_BYTES) {
                throw new ImportError(
                    file,
                    done + 1,
                    "the line is longer than 32 MB; one JSON object per line is expected.",
                )
            }
            if (end === -1) continue
            const lines = decode(file, done, bytes.subarray(0, end))
            yield {first: done + 1, lines, unfinished: false}
            done += lines.length
        }
    } catch (error) {
        throw error instanceof ImportError ? error : await readProblem(file, error as NodeJS.ErrnoException)
    }
    if (rest.length > 0) yield {first: done + 1, lines: decode(file, done, rest), unfinished: true}
}

/** The text of a file as bytes, and the stream of the file itself. */
function openBytes(file: string): {source: ReadStream; bytes: Readable} {
    const gzip = startsAsGzip(file)
    const source = createReadStream(file, {highWaterMark: CHUNK_BYTES})
    if (!gzip) return {source, bytes: source}
    // The reader of the result hears of the error.
    return {source, bytes: pipeline(source, createGunzip({chunkSize: CHUNK_BYTES}), () => undefined)}
}

function startsAsGzip(file: string): boolean {
    const descriptor = openSync(file, "r")
    try {
        const head = Buffer.alloc(2)
        return readSync(descriptor, head, 0, 2, 0) === 2 && head[0] === 0x1f && head[1] === 0x8b
    } finally {
        closeSync(descriptor)
    }
}

function decode(file: string, linesBefore: number, bytes: Buffer): string[] {
    if (!isUtf8(bytes)) {
        const good = bytes.toString("utf8").split("\n")
        const bad = good.findIndex((line) => line.includes("\uFFFD"))
        throw new ImportError(
            file,
            linesBefore + bad + 1,
            "the line is not UTF-8 text. Export the file again as UTF-8.",
        )
    }
    const text = bytes.toString("utf8")
    return (linesBefore === 0 ? text.replace(/^\uFEFF/, "") : text).split("\n")
}

async function readProblem(file: string, error: NodeJS.ErrnoException): Promise<ImportError> {
    switch (error.code) {
        case "ENOENT":
            return new ImportError(file, null, "the file does not exist.")
        case "EACCES":
        case "EPERM":
            return new ImportError(file, null, "the file may not be read. Check its permissions.")
        case "EISDIR":
            return new ImportError(file, null, "this is a directory; a file is expected.")
        case "Z_BUF_ERROR":
            return new ImportError(
                file,
                await lineOfDamage(file),
                "the gzip data end here: the file is cut off. Copy it again.",
            )
        default:
            break
    }
    if (error.code?.startsWith("Z_")) {
        return new ImportError(
            file,
            await lineOfDamage(file),
            "the gzip data are damaged here. Copy the file again.",
        )
    }
    return new ImportError(file, null, `the file cannot be read (${error.code ?? error.message}).`)
}

/** The line in which readable gzip data end. Buffered data are lost to an iterator when an error comes: count again. */
function lineOfDamage(file: string): Promise<number> {
    return new Promise((resolve) => {
        let line = 1
        const {bytes} = openBytes(file)
        bytes.on("data", (chunk: Buffer) => {
            for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) line++
        })
        bytes.on("error", () => resolve(line))
        bytes.on("end", () => resolve(line))
    })
}
