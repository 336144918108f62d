import {budget} from "../../http/send"
import {knownSource, lookUpSource} from "../../posthog/account-source"
import {readPairing} from "../read-pairing"

/** A person waits for the connection to be saved. */
const LOOK_UP_MS = 5_000

/**
 * Looks up what an older pairing does not say, so that the evidence never has to. Never throws: that it cannot be found
 * out now, or that nothing is paired yet, must not hold up the connection; the connection check says it.
 *
 * @param key personal API key of PostHog
 */
export async function learnGroupIndex(key: string): Promise<void> {
    const read = await readPairing().catch(() => null)
    if (read?.ok !== true || (await knownSource(read.pairing)) !== null) return
    const {host, project} = read.pairing
    const found = await lookUpSource({host, project, key, budget: budget(LOOK_UP_MS)}, read.pairing)
    if (!found.ok) console.warn(`Beton: what an account is could not be looked up. ${found.failure.message}`)
}
