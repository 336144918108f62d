import type {OpenDialog} from "../doubles/client"
import type {App} from "./app"
import {COMPANY} from "./load-evidence"

/** Runs the record action on a company and gives the dialog that it opens. */
export async function openEvidence(app: App, name: string | null = "Acme Inc"): Promise<OpenDialog> {
    app.client.answer = () => ({company: {name}})
    void app.surfaces["record-action"]?.[0]?.onTrigger?.(COMPANY)
    await new Promise((resolve) => setTimeout(resolve, 0))
    const dialog = app.client.dialogs.at(-1)
    if (dialog === undefined) throw new Error("No dialog is open.")
    return dialog
}
