import {fail, type Result} from "@beton/shared/api/result"
import type * as z from "zod"

const MAX_PATH = 80

/**
 * The failure of an answer that is not what its endpoint promises. Its sentence names the answer and the field in it;
 * of the content nothing is shown.
 *
 * @param what which answer, as the start of a sentence: "PostHog's list of projects"
 */
export function unreadable(what: string, error: z.ZodError, code: string): Result<never> {
    return fail("unreadable", `${what} has an unknown form: ${fieldOf(error)}.`, code)
}

/** `"data.0.id" is missing or of another kind`: where a check failed first. */
export function fieldOf(error: z.core.$ZodError): string {
    const path = (error.issues[0]?.path ?? []).map(String).join(".")
    // Keys are the server's own text.
    const shown = path.replace(/[^\w.$@-]+/g, "…").slice(0, MAX_PATH)
    return shown === "" ? "it is of another kind" : `"${shown}" is missing or of another kind`
}
