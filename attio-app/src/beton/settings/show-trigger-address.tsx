import {Banner, LoadingState, Section, showDialog, Typography, useAsyncCache} from "attio/client"
import {Suspense} from "react"

import {Guard} from "../card/guard"
import showAddress from "../triggers/show-address.server"

/** Opens the address for messages and says where it goes. */
export async function showTriggerAddress(): Promise<void> {
    await showDialog({
        title: "Address for messages",
        Dialog: () => (
            <Suspense fallback={<LoadingState>Asking Attio…</LoadingState>}>
                <Guard fallback={<Banner variant="error">The address could not be loaded. Close this and try again.</Banner>}>
                    <Address />
                </Guard>
            </Suspense>
        ),
    })
} // prettier-ignore

function Address() {
    const {answer} = useAsyncCache({answer: showAddress}).values
    if (!answer.ok) return <Banner variant="warning">{answer.message}</Banner>
    return (
        <Section
            title="notify.webhook.url"
            description="Write this address into the PostHog app's settings (More settings, notify.webhook.url), then run `beton notify --test`."
        >
            <Typography.Body>{answer.value}</Typography.Body>
        </Section>
    )
}
