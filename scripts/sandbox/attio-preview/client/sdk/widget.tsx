import {Children, type ReactNode, useState} from "react"

import {refuse} from "../api"
import {inView} from "../views"
import {component, SurfaceContext} from "./component"

interface Node {
    readonly children?: ReactNode
}

const part = (name: string, className: string) =>
    component<Node>(name, ["widget-body"], {children: "node"}, ({children}) => (
        <span className={className}>{children}</span>
    ))

const TextWidget = component<Node & {onTrigger?: () => void | Promise<void>}>(
    "Widget.TextWidget",
    ["widget"],
    {children: "node", "onTrigger?": "function"},
    ({children, onTrigger}) => {
        const [busy, setBusy] = useState(false)
        for (const child of Children.toArray(children))
            if (typeof child === "string" || typeof child === "number")
                refuse("Text in a widget goes into Widget.Title or Widget.Text.")
        const body = <SurfaceContext.Provider value="widget-body">{children}</SurfaceContext.Provider>
        if (onTrigger === undefined) return <div className="widget-card">{body}</div>
        const trigger = async (): Promise<void> => {
            setBusy(true)
            try {
                await inView("widget click", onTrigger)
            } finally {
                setBusy(false)
            }
        }
        return (
            <button
                type="button"
                className="widget-card clickable"
                aria-haspopup="dialog"
                aria-busy={busy}
                onClick={() => void trigger()}
            >
                {body}
            </button>
        )
    },
)

export const Widget = {
    TextWidget,
    Title: part("Widget.Title", "widget-title"),
    Decoration: part("Widget.Decoration", "widget-decoration"),
    Loading: component<object>("Widget.Loading", ["widget"], {}, () => <WidgetLoading />),
    Text: {
        Primary: part("Widget.Text.Primary", "widget-primary"),
        Secondary: part("Widget.Text.Secondary", "widget-secondary"),
    },
}

/** Drawn while a widget loads. */
export function WidgetLoading(): ReactNode {
    return (
        <div className="widget-card" role="status" aria-label="Loading">
            <span className="skeleton short" />
            <span className="skeleton" />
        </div>
    )
}
