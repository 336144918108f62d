import {UsageError} from "../cli/errors"
import {listenOnLoopback} from "../sandbox/http/loopback-server"
import {pagePort, USUAL_PORT} from "./page-port"

const answer = async () => undefined

test.each(["x", "", "-1", "65536", "1.5"])("a port %p is refused, by name", async (asked) => {
    await expect(pagePort(asked)).rejects.toThrow(`--port ${asked}: must be a number from 0 to 65535.`)
})

test("a port that is taken is refused where it was asked for, and says what to do", async () => {
    const other = await listenOnLoopback(answer)
    const {port} = new URL(other.url)
    const refused = pagePort(port)
    await expect(refused).rejects.toThrow(UsageError)
    await expect(refused).rejects.toThrow(
        `--port ${port}: another program uses this port. Choose another one, or leave --port out.`,
    )
    await other.close()
    expect(await pagePort(port)).toBe(Number(port))
})

test("without one, a taken usual port gives way to any", async () => {
    // Somebody else may have it already.
    const other = await listenOnLoopback(answer, USUAL_PORT).catch(() => null)
    expect(await pagePort(undefined)).toBe(0)
    await other?.close()
})
