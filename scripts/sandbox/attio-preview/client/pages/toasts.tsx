import {type ReactNode, useEffect, useId, useState} from "react"
import {createPortal} from "react-dom"

import {type Toast, toasts} from "../overlays"
import {hideToast} from "../sdk/toast"
import {useStore} from "../store"

/** Below the page, or inside the topmost dialog: what is outside a modal dialog cannot be reached. */
export function Toasts({above}: {above: number}): ReactNode {
    const shown = useStore(toasts)
    const [place, setPlace] = useState<Element>(document.body)
    useEffect(() => {
        const open = [...document.querySelectorAll("dialog[open]")]
        setPlace(open[open.length - 1] ?? document.body)
    }, [above])
    const target = place.isConnected ? place : document.body
    return createPortal(
        <div className="toasts" role="region" aria-label="Notifications" aria-live="polite">
            {shown.map((toast) => (
                <ToastCard key={toast.id} toast={toast} />
            ))}
        </div>,
        target,
    )
}

function ToastCard({
    toast: {id, variant, title, text, action, dismissable = true, progress},
}: {
    toast: Toast
}): ReactNode {
    const titleId = useId()
    return (
        <div className={`toast ${variant}`} role="group" aria-labelledby={titleId}>
            <div>
                <strong id={titleId}>{title}</strong>
                {text === undefined ? null : <p>{text}</p>}
                {progress === undefined ? null : <progress max={100} value={progress} aria-label={title} />}
                {action === undefined || action === null ? null : (
                    <button type="button" className="button secondary" onClick={action.onClick}>
                        {action.label}
                    </button>
                )}
            </div>
            {dismissable ? (
                <button type="button" className="close" aria-label="Dismiss" onClick={() => hideToast(id)}>
                    ×
                </button>
            ) : null}
        </div>
    )
}
