import type {CheckState} from "@beton/shared/checks/finding"
import {Banner, DescriptionList, LoadingState, showDialog, StatusBadge, useAsyncCache} from "attio/client"
import {Suspense} from "react"

import {Guard} from "../card/guard"
import checkConnection from "./check-connection.server"

const WORDS = {
    ok: {word: "OK", color: "green"},
    warn: {word: "Note", color: "yellow"},
    fail: {word: "To fix", color: "red"},
    skipped: {word: "Not checked", color: "grey"},
} as const satisfies Record<CheckState, unknown>

/** Opens the connection check: each line is ok or a sentence that says the fix. */
export async function showConnectionCheck(): Promise<void> {
    await showDialog({
        title: "Connection check",
        Dialog: () => (
            <Suspense fallback={<LoadingState>Checking…</LoadingState>}>
                <Guard fallback={<Banner variant="error">The check could not be run. Connect PostHog under Connections, then try again.</Banner>}>
                    <Lines />
                </Guard>
            </Suspense>
        ),
    })
} // prettier-ignore

function Lines() {
    const {answer} = useAsyncCache({answer: checkConnection}).values
    if (!answer.ok) return <Banner variant="warning">{answer.message}</Banner>
    return (
        <DescriptionList>
            {answer.value.map(({title, state, message}) => (
                <DescriptionList.Item key={title} label={title}>
                    <StatusBadge color={WORDS[state].color}>{WORDS[state].word}</StatusBadge> {message}
                </DescriptionList.Item>
            ))}
        </DescriptionList>
    )
}
