import {type ReactNode, useEffect, useState} from "react"

import type {Surface} from "../bundle"
import {Modal} from "./overlays"

/** Actions by keyboard: Cmd-K or Ctrl-K, type, choose. */
export function CommandMenu(props: {
    open: boolean
    setOpen: (open: boolean) => void
    actions: readonly Surface[]
    onChoose: (action: Surface) => void
}): ReactNode {
    const {open, setOpen, actions, onChoose} = props
    const [query, setQuery] = useState("")
    const [active, setActive] = useState(0)
    useEffect(() => {
        const onKey = (event: KeyboardEvent): void => {
            if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return
            event.preventDefault()
            if (document.querySelector("dialog[open]") !== null) return
            setQuery("")
            setActive(0)
            setOpen(true)
        }
        addEventListener("keydown", onKey)
        return () => removeEventListener("keydown", onKey)
    }, [])
    if (!open) return null
    const found = actions.filter(({label}) => label.toLowerCase().includes(query.trim().toLowerCase()))
    const choose = (action: Surface | undefined): void => {
        if (action === undefined) return
        setOpen(false)
        onChoose(action)
    }
    return (
        <Modal
            label="Actions"
            className="command-menu"
            onEscape={() => setOpen(false)}
            onOutside={() => setOpen(false)}
        >
            <input
                role="combobox"
                aria-label="Find an action"
                aria-expanded="true"
                aria-controls="command-list"
                aria-activedescendant={found.length > 0 ? `command-${active}` : undefined}
                autoFocus
                placeholder="Find an action"
                value={query}
                onChange={(event) => {
                    setQuery(event.currentTarget.value)
                    setActive(0)
                }}
                onKeyDown={(event) => {
                    if (event.key === "Enter") choose(found[active])
                    const step = {ArrowDown: 1, ArrowUp: -1}[event.key]
                    if (step === undefined) return
                    event.preventDefault()
                    setActive((index) => (index + step + found.length) % Math.max(1, found.length))
                }}
            />
            <ul id="command-list" role="listbox" aria-label="Actions">
                {found.map((action, index) => (
                    <li
                        key={action.id}
                        id={`command-${index}`}
                        role="option"
                        aria-selected={index === active}
                        className={index === active ? "active" : ""}
                        onClick={() => choose(action)}
                    >
                        {action.label}
                    </li>
                ))}
            </ul>
            {found.length === 0 ? <p className="unset">No action fits.</p> : null}
        </Modal>
    )
}
