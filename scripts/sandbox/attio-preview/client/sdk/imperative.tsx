import type {ComponentType} from "react"

import {toWire} from "../../sdk/wire"
import {call, refuse} from "../api"
import {ask, dialogs, drop, iframes, push} from "../overlays"
import {currentView, holdView} from "../views"

/** Asks the workspace; see `runQuery` in SDK.md §5. */
export async function runQuery(query: string, variables: object = {}): Promise<unknown> {
    if (typeof query !== "string") refuse("runQuery needs the text of a query.")
    toWire(variables, "The variables")
    const {data} = await call<{data: unknown}>("POST", "/api/graphql", {
        query,
        variables,
        view: currentView(),
    })
    return data
}

/** Resolves when the dialog has been closed. */
export function showDialog({
    title,
    Dialog,
}: {
    title: string
    Dialog: ComponentType<{hideDialog: () => void}>
}): Promise<void> {
    if (typeof title !== "string" || title === "") refuse("A dialog needs a title.")
    if (typeof Dialog !== "function") refuse("A dialog needs a component.")
    const release = holdView()
    return new Promise((resolve) => {
        const id = crypto.randomUUID()
        const close = (): void => {
            drop(dialogs, id)
            release()
            resolve()
        }
        push(dialogs, {id, title, Dialog, close})
    })
}

interface Question {
    readonly title?: string
    readonly text?: string
    readonly okLabel?: string
    readonly confirmLabel?: string
    readonly cancelLabel?: string
    readonly confirmVariant?: string
}

export async function alert({title, text, okLabel = "OK"}: Question): Promise<void> {
    if (title === undefined || text === undefined) refuse("alert needs a title and a text.")
    await ask(title, (close) => (
        <>
            <p>{text}</p>
            <footer>
                <button type="button" className="button primary" onClick={() => close(true)}>
                    {okLabel}
                </button>
            </footer>
        </>
    ))
}

export function confirm(question: Question): Promise<boolean> {
    const {title, text, confirmLabel = "OK", cancelLabel = "Cancel", confirmVariant = "primary"} = question
    if (title === undefined && text === undefined) refuse("confirm needs a title or a text.")
    return ask(title ?? null, (close) => (
        <>
            {text === undefined ? null : <p>{text}</p>}
            <footer>
                <button type="button" className="button secondary" onClick={() => close(false)}>
                    {cancelLabel}
                </button>
                <button type="button" className={`button ${confirmVariant}`} onClick={() => close(true)}>
                    {confirmLabel}
                </button>
            </footer>
        </>
    ))
}

interface IframeOptions {
    readonly width: string
    readonly height: string
    readonly html?: string
    readonly url?: string
    readonly initialData?: unknown
    readonly onMessage?: (
        message: unknown,
        o: {hideIframe: () => void; sendMessage: (message: unknown) => void},
    ) => void
}

const pixels = (text: string, name: string): number => {
    const [, number] = /^(\d+(?:\.\d+)?)px$/.exec(text) ?? []
    return number === undefined ? refuse(`The ${name} of an iframe is written as "600px".`) : Number(number)
}

/** Resolves when the iframe has been closed (SDK.md §4). */
export async function showIframe(o: IframeOptions): Promise<void> {
    if (o.html === undefined)
        refuse("The preview shows iframes of given html only: it loads nothing from outside.")
    const {url} = await call<{url: string}>("POST", "/api/iframes", {
        html: o.html,
        initialData: o.initialData ?? null,
    })
    const release = holdView()
    await new Promise<void>((resolve) => {
        const id = crypto.randomUUID()
        const close = (): void => {
            drop(iframes, id)
            release()
            resolve()
        }
        push(iframes, {
            id,
            src: url,
            width: pixels(o.width, "width"),
            height: pixels(o.height, "height"),
            onMessage: (message, sendMessage) => o.onMessage?.(message, {hideIframe: close, sendMessage}),
            close,
        })
    })
}
