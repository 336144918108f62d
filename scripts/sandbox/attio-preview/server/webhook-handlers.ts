import {randomBytes, randomUUID} from "node:crypto"

import {HostRefusal} from "../sdk/refusal"

/** As server code sees it (SDK.md §2.5). */
export interface WebhookHandler {
    readonly id: string
    readonly url: string
    readonly fileName: string
    readonly externalWebhookId: string | null
}

/** Addresses at which the app's webhook files answer. */
export class WebhookHandlers {
    readonly #handlers = new Map<string, WebhookHandler>()

    /** @param urlOf makes the public address of a handler's path part */
    constructor(private readonly urlOf: (token: string) => string) {}

    create(o: unknown): WebhookHandler {
        const fileName = (o as {fileName?: unknown} | null)?.fileName
        if (typeof fileName !== "string" || fileName === "")
            throw new HostRefusal("createWebhookHandler needs a fileName.")
        const url = this.urlOf(randomBytes(18).toString("base64url"))
        const handler = {id: randomUUID(), url, fileName, externalWebhookId: null}
        this.#handlers.set(handler.id, handler)
        return handler
    }

    list(): WebhookHandler[] {
        return [...this.#handlers.values()]
    }

    get(id: unknown): WebhookHandler {
        const found = this.#handlers.get(String(id))
        if (found === undefined) throw new HostRefusal(`There is no webhook handler "${String(id)}".`)
        return found
    }

    update(id: unknown, o: unknown): void {
        const externalWebhookId = (o as {externalWebhookId?: unknown} | null)?.externalWebhookId
        if (typeof externalWebhookId !== "string")
            throw new HostRefusal("updateWebhookHandler needs an externalWebhookId.")
        this.#handlers.set(String(id), {...this.get(id), externalWebhookId})
    }

    delete(id: unknown): void {
        this.#handlers.delete(this.get(id).id)
    }

    /** The handler that answers at an address, or null. */
    at(url: string): WebhookHandler | null {
        return this.list().find((handler) => handler.url === url) ?? null
    }
}
