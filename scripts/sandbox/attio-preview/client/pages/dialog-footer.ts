import {createContext, useContext} from "react"

/** The footer of the dialog around a component: its buttons are drawn there. */
export const DialogFooterContext = createContext<HTMLElement | null>(null)

/** null outside a dialog. */
export function useDialogFooter(): HTMLElement | null {
    return useContext(DialogFooterContext)
}
