import {createWebhookHandler, deleteWebhookHandler, listWebhookHandlers} from "attio/server"

/** The app's one webhook file; its name is part of the contract with Attio. */
const FILE = "signal-fired"

/** The address that the PostHog app sends its messages to. It stays, so that nobody has to paste it twice. */
export async function messageAddress(): Promise<{
    readonly id: string
    readonly url: string
    readonly isNew: boolean
}> {
    const known = (await listWebhookHandlers()).find(({fileName}) => fileName === FILE)
    if (known !== undefined) return {id: known.id, url: known.url, isNew: false}
    const {id, url} = await createWebhookHandler({fileName: FILE})
    return {id, url, isNew: true}
}

/** Takes an address back that was made for nothing; that it stays does no harm. */
export async function removeAddress(id: string): Promise<void> {
    try {
        await deleteWebhookHandler(id)
    } catch {
        console.warn("Beton: an unused address for messages could not be removed.")
    }
}
