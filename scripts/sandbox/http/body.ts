import type {IncomingMessage} from "node:http"

/** Thrown when a body is longer than the route allows. */
export class BodyTooLargeError extends Error {
    constructor(readonly limit: number) {
        super(`The body is larger than ${limit} bytes.`)
    }
}

/**
 * Reads a whole body of at most `limit` bytes. A longer one is read to its end and thrown away before
 * {@link BodyTooLargeError} is raised, so that the client still receives the answer.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of request) {
        const bytes = chunk as Buffer
        size += bytes.length
        if (size <= limit) chunks.push(bytes)
    }
    if (size > limit) throw new BodyTooLargeError(limit)
    return Buffer.concat(chunks)
}
