import {ATTIO_API_TOKEN, getCurrentUser, getWorkspaceConnection, kv, Workflows} from "attio/server"

/** What the tests ask of the server: each word is one thing that works or is refused. */
export default async function probe(what: string, ...args: unknown[]): Promise<unknown> {
    const key = String(args[0] ?? "k")
    if (what === "echo") return args
    if (what === "user") return getCurrentUser()
    if (what === "kv.get") return await kv.get(key)
    if (what === "kv.mget") return await kv.mget(args.map(String))
    if (what === "kv.delete") return await kv.delete(key)
    if (what === "kv.set")
        return await kv.set(key, args[1] as never, args[2] as {ttlInSeconds?: number} | undefined)
    if (what === "kv.set-function") return await kv.set(key, (() => 1) as never)
    if (what === "return-function") return {answer: () => 1}
    if (what === "return-date") return {at: new Date(0)}
    if (what === "return-cycle") {
        const cycle: Record<string, unknown> = {}
        cycle.self = cycle
        return cycle
    }
    if (what === "throw") throw new Error("The work failed.")
    if (what === "hide") {
        try {
            return getWorkspaceConnection().id
        } catch {
            return "hidden"
        }
    }
    if (what === "email") return Workflows.OutcomeValue.emailAddress(key)
    if (what === "late") {
        await new Promise<void>((resolve) => setTimeout(resolve, Number(args[1])))
        await kv.set(key, "late")
    }
    if (what === "env") return {greeting: process.env.GREETING, notSet: process.env.NOT_SET}
    if (what === "process") return (process as unknown as {cwd(): string}).cwd()
    if (what === "globals")
        return args.map((name) => typeof (globalThis as unknown as Record<string, unknown>)[String(name)])
    if (what === "fetch") return (await fetch(String(args[0]))).status
    if (what === "attio") {
        const response = await fetch("https://api.attio.com/v2/self", {
            headers: {authorization: `Bearer ${ATTIO_API_TOKEN}`},
        })
        return {status: response.status, body: await response.json()}
    }
    throw new Error(`Nothing is known of "${what}".`)
}
