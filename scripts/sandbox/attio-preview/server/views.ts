/** Calls that one view of the app made: a page, or what a click on it started. */
export interface ViewCalls {
    readonly id: string
    /** e.g. "page: companies" or "record-action: show-evidence" */
    readonly name: string
    /** Requests that server code sent to PostHog. */
    posthog: number
    /** Requests that server code sent to Attio's REST API. */
    attio: number
    /** GraphQL queries of the client. */
    graphql: number
    /** Server functions called. */
    functions: number
}

const KEPT = 500

/** Counts calls by view, the newest views only. */
export class ViewCounter {
    readonly #views = new Map<string, ViewCalls>()

    /** Starts a view, or finds it. */
    open(id: string, name: string): ViewCalls {
        const found = this.#views.get(id)
        if (found !== undefined) return found
        const view = {id, name, posthog: 0, attio: 0, graphql: 0, functions: 0}
        this.#views.set(id, view)
        const oldest = this.#views.keys().next().value
        if (this.#views.size > KEPT && oldest !== undefined) this.#views.delete(oldest)
        return view
    }

    count(id: string | null, kind: "posthog" | "attio" | "graphql" | "functions"): void {
        if (id !== null) this.open(id, "unnamed")[kind] += 1
    }

    /** Oldest first. */
    list(): readonly ViewCalls[] {
        return [...this.#views.values()]
    }
}
