import {ADMIN_CALLS, type AttioAdmin} from "./admin"

/**
 * Controls a stand-in that runs in another process, by its URL.
 * Every call rejects with the stand-in's message when it is refused.
 */
export function connectAttio(url: string): AttioAdmin {
    const call = async (name: string, args: unknown[]): Promise<unknown> => {
        const response = await fetch(`${url}/_sandbox/${name}`, {
            method: "POST",
            headers: {"content-type": "application/json"},
            body: JSON.stringify(args),
        })
        const answer = (await response.json()) as {result?: unknown; error?: string}
        if (answer.error !== undefined) throw new Error(answer.error)
        return answer.result
    }
    const calls = ADMIN_CALLS.map((name) => [name, (...args: unknown[]) => call(name, args)])
    return Object.fromEntries(calls) as AttioAdmin
}
