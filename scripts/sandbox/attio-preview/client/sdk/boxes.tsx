import {useId} from "react"

import {component, type PropSpec} from "./component"
import {useField} from "./field-store"
import {COMMON, INPUT_SURFACES, type InputProps} from "./inputs"

const box = (tag: string, role: "checkbox" | "switch", more: PropSpec) =>
    component<InputProps>(
        tag,
        INPUT_SURFACES,
        {...COMMON, ...more},
        ({name, label, disabled, description, help, onChange}) => {
            const id = useId()
            const {value, error, set, commit} = useField(tag, name, ["boolean"])
            const note = description ?? help
            return (
                <div className="field box">
                    <input
                        id={id}
                        type="checkbox"
                        role={role === "switch" ? "switch" : undefined}
                        className={role}
                        checked={value === true}
                        disabled={disabled}
                        aria-describedby={note === undefined ? undefined : `${id}-help`}
                        onChange={(event) => {
                            set(event.currentTarget.checked)
                            onChange?.({type: "static", value: event.currentTarget.checked})
                            commit()
                        }}
                    />
                    <div>
                        <label htmlFor={id}>{label}</label>
                        {note === undefined ? null : (
                            <p className="help" id={`${id}-help`}>
                                {note}
                            </p>
                        )}
                        {error === undefined ? null : <p className="error">{error}</p>}
                    </div>
                </div>
            )
        },
    )

export const Checkbox = box("Checkbox", "checkbox", {})
export const CheckboxInput = box("CheckboxInput", "checkbox", {})
export const Toggle = box("Toggle", "switch", {"description?": "string"})
