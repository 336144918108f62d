import {HostRefusal} from "../sdk/refusal"

/** A call that failed; `code` and `connectionKey` are there when a connection is missing. */
export class CallError extends Error {
    constructor(
        message: string,
        readonly code: string | null,
        readonly connectionKey: string | null,
    ) {
        super(message)
    }
}

/** Calls the preview's server. @throws CallError, or HostRefusal when the real host would refuse */
export async function call<T>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
    const response = await fetch(path, {
        method,
        ...(body === undefined
            ? {}
            : {body: JSON.stringify(body), headers: {"content-type": "application/json"}}),
    })
    const answer = (await response.json()) as T & {
        name?: string
        message?: string
        code?: string
        connectionKey?: string
    }
    if (response.ok) return answer
    const message = answer.message ?? "The preview did not answer."
    if (answer.name === "HostRefusal") throw new HostRefusal(message)
    throw new CallError(message, answer.code ?? null, answer.connectionKey ?? null)
}

const told = new Set<string>()

/** Reports what the real host would refuse; the preview's server keeps the list. */
export function reportProblem(text: string): void {
    if (told.has(text)) return
    told.add(text)
    void call("POST", "/api/problems", {text}).catch(() => {
        // The text is on the page as well; without a server there is nobody to tell.
    })
}

/** Refuses: reports and throws. The app's own error boundary may hide the throw, but not the report. */
export function refuse(text: string): never {
    reportProblem(text)
    throw new HostRefusal(text)
}
