import {kv} from "attio/server"
import * as z from "zod/mini"

/** Longer than Beton repeats a message. */
export const SEEN_S = 172_800
/** Longer than reading and writing the store takes: a claim that another one overtook is seen after it. */
const SETTLE_MS = 400
/** Attio ends a handler after 30 s: a claim that nobody has finished by then was cut off. */
const CUT_OFF_MS = 45_000

const unfinished = z.object({mark: z.string(), at: z.number(), done: z.literal(false)})

/** How often another delivery that is at it is waited for. */
const MOST_WAITS = 3

/**
 * Takes a message for a workflow, once: false when it was taken already, also by a delivery of the same instant. The
 * store has no compare-and-set, so everybody writes a mark of his own and waits; the last mark that stands has it. Two
 * would only take it if one of them needed longer than the wait between reading and writing.
 *
 * @throws Error when the store fails or another delivery broke off: the message has to come again
 */
export async function claim(key: string): Promise<boolean> {
    if (!(await isFree(key))) return false
    const mark = {mark: String(Math.random()), at: Date.now(), done: false}
    await kv.set(key, mark, {ttlInSeconds: SEEN_S})
    await settled()
    const standing = unfinished.safeParse((await kv.get(key))?.value)
    if (standing.data?.mark !== mark.mark) return false
    await kv.set(key, {...mark, done: true}, {ttlInSeconds: SEEN_S})
    return true
}

async function isFree(key: string): Promise<boolean> {
    for (let waits = 0; waits <= MOST_WAITS; waits++) {
        const known = await kv.get(key)
        if (known === null) return true
        const left = unfinished.safeParse(known.value)
        // What is finished, or cannot be read, was left by somebody who took it.
        if (!left.success) return false
        if (Date.now() - left.data.at > CUT_OFF_MS) return true
        await settled()
    }
    throw new Error("Another delivery of this message is not finished.")
}

function settled(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
}
