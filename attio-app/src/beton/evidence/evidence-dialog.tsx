import {Banner, Button, LoadingState, Typography, useAsyncCache} from "attio/client"
import {Suspense} from "react"

import {Guard} from "../card/guard"
import {showNotUseful} from "../feedback/show-not-useful"
import {EvidenceBody} from "./evidence-body"
import loadEvidence from "./load-evidence.server"
import type {Subject} from "./show-evidence"

interface Props {
    readonly subject: Subject
    readonly hideDialog: () => void
}

/** Everything behind a card: asks once, while it is open. */
export function EvidenceDialog({subject, hideDialog}: Props) {
    return (
        <>
            <Suspense fallback={<LoadingState>Asking PostHog…</LoadingState>}>
                <Guard fallback={<Banner variant="error">The evidence could not be loaded. Close this and try again in a minute.</Banner>}>
                    <Loaded subject={subject} />
                </Guard>
            </Suspense>
            <Button label="Not useful…" onClick={() => void showNotUseful(subject)} />
            <Button label="Close" onClick={hideDialog} />
        </>
    )
} // prettier-ignore

function Loaded({subject: {recordId, object}}: {readonly subject: Subject}) {
    const {values, invalidate} = useAsyncCache({answer: [loadEvidence, recordId, object]})
    const {answer} = values
    if (answer.ok) return <EvidenceBody {...answer.value} />
    return (
        <>
            <Banner variant="warning" actions={[{label: "Try again", variant: "secondary", onTrigger: () => invalidate("answer")}]}>
                {answer.message}
            </Banner>
            <Typography.Caption>
                If you expected more here, ask an admin to run the connection check in Settings.
            </Typography.Caption>
        </>
    )
} // prettier-ignore
