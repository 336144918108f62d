import type {ReactNode} from "react"

import {call} from "../api"
import type {Surfaces} from "../bundle"
import {type Activation, attempt, BlockPanel} from "./block-panel"
import {useLoaded} from "./load"
import {SendEvent} from "./send-event"

interface Run {
    readonly id: string
    readonly blockId: string
    readonly at: string
    readonly config: object
    readonly state: string
    readonly outcome: {readonly id: string; readonly data: unknown} | null
    readonly message: string | null
    readonly retryable: boolean
    readonly url?: string
}

interface Answer {
    readonly activations: readonly Activation[]
    readonly runs: readonly Run[]
    readonly webhooks: readonly {readonly id: string; readonly url: string; readonly fileName: string}[]
}

/** Blocks of the app as a workflow runs them: configure, switch on, send an event, see what came of it. */
export function WorkflowsPage({surfaces, clockOffset}: {surfaces: Surfaces; clockOffset: number}): ReactNode {
    const {loaded, again} = useLoaded<Answer>("/api/workflows")
    const ids = (surfaces["workflow-block"] ?? []).map(({id}) => id)
    const data = loaded.state === "ready" ? loaded.value : {activations: [], runs: [], webhooks: []}
    const targets = [
        ...data.webhooks.map(({url, fileName}) => ({url, label: `Webhook ${fileName}`})),
        ...data.activations
            .filter(({state}) => state === "active")
            .map(({url, blockId}) => ({url, label: `Trigger ${blockId}`})),
        ...data.runs
            .filter(({state}) => state === "deferred")
            .map(({url, blockId}) => ({url: url ?? "", label: `Waiting step ${blockId}`})),
    ]
    return (
        <div className="settings">
            <header className="page-head">
                <h1>Workflows</h1>
            </header>
            {ids.length === 0 ? <p className="unset">The app has no workflow blocks.</p> : null}
            {ids.map((id) => (
                <BlockPanel
                    key={id}
                    blockId={id}
                    clockOffset={clockOffset}
                    activations={data.activations.filter(({blockId}) => blockId === id)}
                    onChanged={again}
                />
            ))}
            <SendEvent targets={targets} onSent={again} />
            <section aria-labelledby="runs" className="panel">
                <h2 id="runs">Runs</h2>
                {data.runs.length === 0 ? <p className="unset">Nothing has run yet.</p> : null}
                <ol className="runs">
                    {data.runs.map((run) => (
                        <RunItem key={run.id} run={run} onChanged={again} />
                    ))}
                </ol>
            </section>
        </div>
    )
}

const COLORS: Readonly<Record<string, string>> = {
    outcome: "green",
    exit: "grey",
    error: "red",
    deferred: "amber",
}

function RunItem({run, onChanged}: {run: Run; onChanged: () => void}): ReactNode {
    const {id, blockId, at, config, state, outcome, message, retryable} = run
    const retry = async (): Promise<void> => {
        await attempt(() => call("POST", `/api/workflows/${blockId}/execute`, {config, again: id}))
        onChanged()
    }
    return (
        <li>
            <span className={`badge ${COLORS[state] ?? "grey"}`}>{outcome?.id ?? state}</span>
            <strong>{blockId}</strong>
            <time dateTime={at}>{at.slice(0, 16).replace("T", " ")}</time>
            {outcome === null ? null : <code>{JSON.stringify(outcome.data)}</code>}
            {message === null ? null : <span>{message}</span>}
            {retryable ? (
                <button type="button" className="button secondary" onClick={() => void retry()}>
                    Try again
                </button>
            ) : null}
        </li>
    )
}
