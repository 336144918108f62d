import type {Host} from "./host"

/**
 * Whether the caller is the first to claim a piece of work: of hosts that share one storage, one gets it. A counter is
 * the only thing that a plugin can change atomically (HOST.md §2.7).
 */
export async function claim(host: Host, work: string): Promise<boolean> {
    return (await host.increment(claimKey(work))) === 1
}

/** Forgets a claim; only its winner does, once nobody can mistake the work for undone. */
export async function unclaim(host: Host, work: string): Promise<void> {
    await host.storage.del(claimKey(work))
}

function claimKey(work: string): string {
    return `claim:${work}`
}
