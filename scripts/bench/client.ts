import * as z from "zod"

/** Text and values of one HogQL query. */
export interface Query {
    readonly name: string
    readonly text: string
    readonly values: Readonly<Record<string, unknown>>
}

/** Rows of a query and the milliseconds from sending it until its rows were read. */
export interface Answer {
    readonly columns: readonly string[]
    readonly rows: readonly (readonly unknown[])[]
    readonly ms: number
}

const answerSchema = z.object({
    columns: z.array(z.string()),
    results: z.array(z.unknown()),
    is_cached: z.literal(false),
})

/** Sends queries over HTTP as the app does, always computed anew. */
export class BenchClient {
    constructor(
        private readonly url: string,
        private readonly projectId: number,
        private readonly key: string,
    ) {}

    /** @throws Error with PostHog's own words when it refuses, or when it answers from a cache. */
    async run({name, text, values}: Query): Promise<Answer> {
        const body = JSON.stringify({
            query: {kind: "HogQLQuery", query: text, values},
            refresh: "force_blocking",
            name: `bench:${name}`,
        })
        const started = performance.now()
        const response = await fetch(`${this.url}/api/projects/${this.projectId}/query/`, {
            method: "POST",
            headers: {Authorization: `Bearer ${this.key}`, "Content-Type": "application/json"},
            body,
        })
        const answer: unknown = await response.json()
        const ms = performance.now() - started
        if (!response.ok) throw new Error(`Query ${name}: ${response.status} ${JSON.stringify(answer)}`)
        const {columns, results} = answerSchema.parse(answer)
        return {columns, rows: results as unknown[][], ms}
    }
}
