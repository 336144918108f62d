import {UsageError} from "../cli/errors"
import {listenOnLoopback} from "../sandbox/http/loopback-server"

/** Where the result page is served when nobody asks for a place. */
export const USUAL_PORT = 4173

/**
 * The port of the result page, found before the long work begins: the one that was asked for, else the usual one, else
 * 0 (any).
 *
 * @throws UsageError when it is none, or the one that was asked for is taken
 */
export async function pagePort(asked: string | undefined): Promise<number> {
    const port = asked === undefined ? USUAL_PORT : Number(asked)
    if (asked === "" || !Number.isInteger(port) || port < 0 || port > 65_535)
        throw new UsageError(`--port ${asked}: must be a number from 0 to 65535.`)
    const problem = await problemOf(port)
    if (problem === null) return port
    if (asked === undefined) return 0
    throw new UsageError(`--port ${port}: ${problem} Choose another one, or leave --port out.`)
}

async function problemOf(port: number): Promise<string | null> {
    try {
        await (await listenOnLoopback(async (_request, response) => void response.end(), port)).close()
        return null
    } catch (error) {
        const {code} = error as NodeJS.ErrnoException
        if (code === "EADDRINUSE") return "another program uses this port."
        if (code === "EACCES") return "this port is reserved for administrators."
        throw error
    }
}
