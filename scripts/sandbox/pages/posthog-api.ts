import {readPostHogAnswer} from "@beton/shared/api/posthog-answers"
import {reasonOf} from "@beton/shared/api/result"
import type * as z from "zod"

/** A PostHog with a key that stays on this side. */
export interface PostHogAccess {
    readonly url: string
    readonly project: string
    readonly key: string
}

/** What a page says instead of an answer; `gone` when the object is not there. */
export class PageError extends Error {
    constructor(
        message: string,
        readonly gone = false,
    ) {
        super(message)
    }
}

/** The sentence for an error of one computation. */
export function refusal(detail: string): PageError {
    return new PageError(`PostHog could not compute it: ${reasonOf(detail)}`)
}

/** Reads and computes through PostHog's own API, under one project. */
export class PostHogApi {
    constructor(private readonly access: PostHogAccess) {}

    /** @param path below the project, with its query. @throws PageError */
    get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
        return this.call("GET", path, schema)
    }

    /** @throws PageError */
    post<T>(path: string, body: object, schema: z.ZodType<T>): Promise<T> {
        return this.call("POST", path, schema, JSON.stringify(body))
    }

    private async call<T>(
        method: string,
        path: string,
        schema: z.ZodType<T>,
        body: string | null = null,
    ): Promise<T> {
        const {url, project, key} = this.access
        const answer = await fetch(`${url}/api/projects/${project}${path}`, {
            method,
            headers: {Authorization: `Bearer ${key}`, "Content-Type": "application/json"},
            body,
        }).catch(() => null)
        if (answer === null) throw new PageError("PostHog does not answer. Is the demo still running?")
        const {status, headers} = answer
        const facts = {retryAfter: headers.get("retry-after"), date: headers.get("date")}
        const read = readPostHogAnswer({status, text: await answer.text(), ...facts}, Date.now())
        if (!read.ok) throw new PageError(read.failure.message, read.failure.kind === "not_found")
        const parsed = schema.safeParse(read.value)
        if (!parsed.success) throw new PageError("PostHog's answer is not what this page can read.")
        return parsed.data
    }
}
