import {createPortal} from "react-dom"

import {useDialogFooter} from "../pages/dialog-footer"
import {component} from "./component"

/** In a dialog, buttons go to its footer; "primary" is the submit button's alone there (SDK.md §4). */
export const Button = component<{label: string; onClick: () => void; variant?: string; disabled?: boolean}>(
    "Button",
    ["dialog"],
    {
        ...{label: "string", onClick: "function", "variant?": ["primary", "secondary", "destructive"]},
        ...{"disabled?": "boolean", "keyboardHint?": "string", "icon?": "string"},
    },
    ({label, onClick, variant = "secondary", disabled}) => {
        const footer = useDialogFooter()
        const button = (
            <button
                type="button"
                className={`button ${variant === "destructive" ? variant : "secondary"}`}
                disabled={disabled}
                onClick={() => onClick()}
            >
                {label}
            </button>
        )
        return footer === null ? button : createPortal(button, footer)
    },
)
