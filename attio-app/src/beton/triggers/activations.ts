import {kv} from "attio/server"
import * as z from "zod/mini"

/** A workflow that waits for signals. */
export interface Activation {
    /** `uniqueActivationId`: the same on every repeat. */
    readonly id: string
    readonly url: string
}

const INDEX = "triggers/1"
/** The store cannot change a list in one step, so a write that somebody else overtook is repeated. */
const MOST_TRIES = 4

const stored = z.object({v: z.literal(1), active: z.array(z.unknown())})
const entry = z.object({id: z.string(), url: z.string().check(z.regex(/^https?:\/\//))})

/** All workflows that wait. @throws Error when the store fails */
export async function activations(): Promise<Activation[]> {
    const read = stored.safeParse((await kv.get(INDEX))?.value)
    // One that cannot be read must not take the others with it.
    return (read.success ? read.data.active : []).flatMap((one) => entry.safeParse(one).data ?? [])
}

/** Adds a workflow; adding it again changes its address. @throws Error when it could not be kept */
export async function addActivation(activation: Activation): Promise<void> {
    await change((all) => [...all.filter(({id}) => id !== activation.id), activation], (all) => all.some(({id, url}) => id === activation.id && url === activation.url)) // prettier-ignore
}

/** Removes a workflow; one that is not there is removed already. @throws Error when it could not be removed */
export async function removeActivation(id: string): Promise<void> {
    await change((all) => all.filter((one) => one.id !== id), (all) => all.every((one) => one.id !== id)) // prettier-ignore
}

async function change(
    next: (all: readonly Activation[]) => readonly Activation[],
    isDone: (all: readonly Activation[]) => boolean,
): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
        const all = await activations()
        if (isDone(all)) return
        await kv.set(INDEX, {v: 1, active: next(all).map(({id, url}) => ({id, url}))})
    }
    if (!isDone(await activations())) throw new Error("The list of workflows could not be changed.")
}
