import {type Disposition, DISPOSITIONS} from "@beton/shared/crm/disposition"
import {Forms, showDialog, showToast, Typography, useForm} from "attio/client"

import type {Subject} from "../evidence/show-evidence"
import markNotUseful from "./mark-not-useful.server"

const OPTIONS = Object.entries(DISPOSITIONS).map(([value, label]) => ({value, label}))

/** Asks why an account was of no use, and writes the answer to the record (H5). */
export async function showNotUseful(subject: Subject): Promise<void> {
    await showDialog({
        title: "Not useful because",
        Dialog: ({hideDialog}) => <NotUsefulForm subject={subject} hideDialog={hideDialog} />,
    })
}

/** Nothing is chosen beforehand: some reasons keep an account away for good. */
function NotUsefulForm({subject, hideDialog}: {readonly subject: Subject; readonly hideDialog: () => void}) {
    const {Form, Combobox, SubmitButton} = useForm({reason: Forms.string()}, {})
    return (
        <Form onSubmit={({reason}) => save(subject, reason as Disposition, hideDialog)}>
            <Typography.Body>
                Existing customer, wrong company and internal keep the account away for good, the others for a
                while. Clear the field on the record to take it back.
            </Typography.Body>
            <Combobox name="reason" label="Reason" placeholder="Choose a reason" options={OPTIONS} />
            <SubmitButton label="Save" />
        </Form>
    )
}

async function save({recordId, object}: Subject, reason: Disposition, hide: () => void): Promise<void> {
    const failed = {ok: false, message: "Attio did not take it. Try again in a minute."} as const
    const answer = await markNotUseful({recordId, object, reason}).catch(() => failed)
    if (answer.ok) {
        hide()
        await showToast({variant: "success", title: "Noted", text: `${DISPOSITIONS[reason]}: Beton counts it.`})
    } else await showToast({variant: "error", title: "Not saved", text: answer.message, durationMs: 10_000})
} // prettier-ignore
