import {once} from "node:events"
import {connect, createServer, type Socket} from "node:net"

/** A way to a database that can break. */
export interface CuttingProxy {
    readonly port: number
    /** How often a connection was cut. */
    readonly cuts: number
    /** The next statement with this text: lost before it reaches the server, or its answer lost after it was done. */
    cutAt(text: string, lose: "statement" | "answer"): void
    /** Cuts all connections and takes no new ones, until called with false. */
    block(blocked: boolean): void
    stop(): Promise<void>
}

/** Starts a proxy on a port of its own in front of a server on this machine. */
export async function startCuttingProxy(target: number): Promise<CuttingProxy> {
    let next: {text: string; lose: "statement" | "answer"} | undefined
    let blocked = false
    let cuts = 0
    const open = new Set<Socket>()
    const server = createServer((client) => {
        if (blocked) return client.destroy()
        const upstream = connect(target, "127.0.0.1")
        let loseAnswer = false
        const cut = () => {
            if (!client.destroyed) cuts++
            client.destroy()
            upstream.end()
        }
        for (const socket of [client, upstream]) {
            open.add(socket)
            socket.on("error", () => undefined)
            socket.on("close", () => {
                open.delete(socket)
                client.destroy()
                upstream.end()
            })
        }
        client.on("data", (data) => {
            if (next && data.includes(next.text)) {
                if (next.lose === "statement") cut()
                else loseAnswer = true
                next = undefined
            }
            if (!client.destroyed) upstream.write(data)
        })
        upstream.on("data", (data) => {
            if (loseAnswer) cut()
            else if (!client.destroyed) client.write(data)
        })
    }).listen(0, "127.0.0.1")
    await once(server, "listening")
    return {
        port: (server.address() as {port: number}).port,
        get cuts() {
            return cuts
        },
        cutAt(text, lose) {
            next = {text, lose}
        },
        block(value) {
            blocked = value
            if (blocked) for (const socket of open) socket.destroy()
        },
        async stop() {
            for (const socket of open) socket.destroy()
            server.close()
            await once(server, "close")
        },
    }
}
