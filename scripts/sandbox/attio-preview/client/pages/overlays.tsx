import {type ReactNode, useEffect, useRef, useState} from "react"
import {createPortal} from "react-dom"

import {dialogs, iframes, type OpenDialog, type OpenIframe, type OpenPrompt, prompts} from "../overlays"
import {useStore} from "../store"
import {DialogFooterContext} from "./dialog-footer"
import {AppSurface} from "./surface"
import {Toasts} from "./toasts"

/** Dialogs, questions, iframes and toasts above the page. */
export function Overlays(): ReactNode {
    const open = useStore(dialogs)
    const asked = useStore(prompts)
    const framed = useStore(iframes)
    return (
        <>
            {open.length === 0 ? null : <DialogStack open={open} />}
            {framed.map((iframe) => (
                <IframeDialog key={iframe.id} iframe={iframe} />
            ))}
            {asked.map((prompt) => (
                <PromptDialog key={prompt.id} prompt={prompt} />
            ))}
            <Toasts above={open.length + asked.length + framed.length} />
        </>
    )
}

/** A native modal dialog: focus stays inside and goes back afterwards; Esc and a click outside are the caller's. */
export function Modal(props: {
    label: string
    className: string
    onEscape: () => void
    onOutside: () => void
    children: ReactNode
}): ReactNode {
    const {label, className, onEscape, onOutside, children} = props
    const ref = useRef<HTMLDialogElement>(null)
    useEffect(() => {
        const before = document.activeElement
        ref.current?.showModal()
        return () => {
            if (before instanceof HTMLElement && before.isConnected) before.focus()
        }
    }, [])
    return (
        <dialog
            ref={ref}
            aria-label={label}
            className={className}
            onCancel={(event) => {
                event.preventDefault()
                onEscape()
            }}
            onPointerDown={(event) => {
                if (event.target === event.currentTarget) onOutside()
            }}
        >
            {children}
        </dialog>
    )
}

/** Nested dialogs are breadcrumbs of one frame: Esc closes the top one, a click outside all (SDK.md §4). */
function DialogStack({open}: {open: readonly OpenDialog[]}): ReactNode {
    const [footer, setFooter] = useState<HTMLElement | null>(null)
    const top = open[open.length - 1]
    const title = useRef<HTMLHeadingElement>(null)
    // A dialog in a dialog hides what had the focus: its title takes it, and is read out.
    useEffect(() => {
        const {activeElement: at} = document
        const isLost = at === null || at === document.body || at.closest("[hidden]") !== null
        if (open.length > 1 && isLost) title.current?.focus()
    }, [open.length])
    const closeAll = (): void => [...open].reverse().forEach((dialog) => dialog.close())
    return (
        <Modal
            label={top?.title ?? "Dialog"}
            className="dialog"
            onEscape={() => top?.close()}
            onOutside={closeAll}
        >
            <header>
                <nav aria-label="Dialogs">
                    <ol>
                        {open.map(({id, title: name}, index) => (
                            <li key={id}>
                                {index === open.length - 1 ? (
                                    <h2 ref={title} tabIndex={-1}>
                                        {name}
                                    </h2>
                                ) : (
                                    <button
                                        type="button"
                                        className="crumb"
                                        onClick={() =>
                                            [...open.slice(index + 1)].reverse().forEach((one) => one.close())
                                        }
                                    >
                                        {name}
                                    </button>
                                )}
                            </li>
                        ))}
                    </ol>
                </nav>
                <button type="button" className="close" aria-label="Close" onClick={closeAll}>
                    ×
                </button>
            </header>
            {open.map((dialog) => (
                <DialogBody key={dialog.id} dialog={dialog} top={dialog === top} footer={footer} />
            ))}
            <footer ref={setFooter} className="dialog-footer" />
        </Modal>
    )
}

function DialogBody(props: {dialog: OpenDialog; top: boolean; footer: HTMLElement | null}): ReactNode {
    const {dialog, top, footer} = props
    const [own, setOwn] = useState<HTMLElement | null>(null)
    const {Dialog} = dialog
    // What opened it still has the focus while this is drawn for the first time; hidden then, it is shown again afterwards.
    const [opener] = useState(() => document.activeElement)
    useEffect(
        () => () => {
            if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
        },
        [],
    )
    return (
        <>
            <div className="dialog-body" hidden={!top}>
                <DialogFooterContext.Provider value={own}>
                    <AppSurface kind="dialog">
                        <Dialog hideDialog={dialog.close} />
                    </AppSurface>
                </DialogFooterContext.Provider>
            </div>
            {footer === null
                ? null
                : createPortal(<div ref={setOwn} className="dialog-buttons" hidden={!top} />, footer)}
        </>
    )
}

function PromptDialog({prompt: {title, body, close}}: {prompt: OpenPrompt}): ReactNode {
    return (
        <Modal
            label={title ?? "Question"}
            className="prompt"
            onEscape={() => close(false)}
            onOutside={() => close(false)}
        >
            {title === null ? null : <h2>{title}</h2>}
            {body(close)}
        </Modal>
    )
}

function IframeDialog({iframe}: {iframe: OpenIframe}): ReactNode {
    const frame = useRef<HTMLIFrameElement>(null)
    const {src, width, height, onMessage, close} = iframe
    useEffect(() => {
        const receive = (event: MessageEvent): void => {
            const target = frame.current?.contentWindow
            if (target === null || target === undefined || event.source !== target) return
            // The document is sandboxed without an origin of its own, so no other target is possible.
            onMessage(event.data, (message) => target.postMessage(message, "*"))
        }
        addEventListener("message", receive)
        return () => removeEventListener("message", receive)
    }, [])
    return (
        <Modal label="App" className="iframe-dialog" onEscape={close} onOutside={close}>
            <button type="button" className="close" aria-label="Close" onClick={close}>
                ×
            </button>
            <iframe ref={frame} title="App" src={src} sandbox="allow-scripts" width={width} height={height} />
        </Modal>
    )
}
