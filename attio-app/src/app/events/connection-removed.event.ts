/**
 * Runs before the connection is removed. Nothing is registered at PostHog, and what was kept under the connection ends
 * within minutes and is found under its id only, so there is nothing to undo and nothing that could hold the removal up.
 */
export default async function connectionRemoved(): Promise<void> {
    console.info(
        "Beton: the PostHog connection was removed. Cards stay; the evidence asks for a new connection.",
    )
}
