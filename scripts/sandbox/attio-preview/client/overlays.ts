import type {ComponentType, ReactNode} from "react"

import {Store} from "./store"

/** A dialog of the app. */
export interface OpenDialog {
    readonly id: string
    readonly title: string
    readonly Dialog: ComponentType<{hideDialog: () => void}>
    readonly close: () => void
}

/** alert, confirm and the connect dialog: questions of the host. */
export interface OpenPrompt {
    readonly id: string
    readonly title: string | null
    readonly body: (close: (answer: boolean) => void) => ReactNode
    readonly close: (answer: boolean) => void
}

export interface OpenIframe {
    readonly id: string
    readonly src: string
    readonly width: number
    readonly height: number
    readonly onMessage: (message: unknown, send: (message: unknown) => void) => void
    readonly close: () => void
}

export interface Toast {
    readonly id: string
    readonly variant: "neutral" | "success" | "warning" | "error"
    readonly title: string
    readonly text?: string | undefined
    readonly action?: {readonly label: string; readonly onClick: () => void} | null | undefined
    readonly durationMs?: number | undefined
    readonly dismissable?: boolean | undefined
    readonly progress?: number | undefined
}

export const dialogs = new Store<readonly OpenDialog[]>([])
export const prompts = new Store<readonly OpenPrompt[]>([])
export const iframes = new Store<readonly OpenIframe[]>([])
export const toasts = new Store<readonly Toast[]>([])

/** Puts something on top; it goes when its `close` is called. */
export function push<T extends {readonly id: string}>(store: Store<readonly T[]>, item: T): void {
    store.update((items) => [...items, item])
}

export function drop<T extends {readonly id: string}>(store: Store<readonly T[]>, id: string): void {
    store.update((items) => items.filter((item) => item.id !== id))
}

/** Asks something; resolves with the answer. */
export function ask(title: string | null, body: OpenPrompt["body"]): Promise<boolean> {
    return new Promise((resolve) => {
        const id = crypto.randomUUID()
        const close = (answer: boolean): void => {
            drop(prompts, id)
            resolve(answer)
        }
        push(prompts, {id, title, body, close})
    })
}
