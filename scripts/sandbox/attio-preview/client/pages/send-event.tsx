import {type ReactNode, useState} from "react"

import {showToast} from "../sdk/toast"

/** Sends a request to a webhook or callback of the app, as a service outside would. */
export function SendEvent(props: {
    targets: readonly {url: string; label: string}[]
    onSent: () => void
}): ReactNode {
    const {targets, onSent} = props
    const [url, setUrl] = useState("")
    const [body, setBody] = useState("{}")
    const [headers, setHeaders] = useState("")
    const target = targets.some((one) => one.url === url) ? url : (targets[0]?.url ?? "")
    const send = async (): Promise<void> => {
        const named = headers
            .split("\n")
            .map((line) => line.split(/:(.*)/s))
            .filter(([name]) => name !== undefined && name.trim() !== "")
            .map(([name = "", value = ""]) => [name.trim(), value.trim()] as const)
        const response = await fetch(new URL(target).pathname, {
            method: "POST",
            body,
            headers: {"content-type": "application/json", ...Object.fromEntries(named)},
        })
        await showToast({
            variant: response.ok ? "success" : "error",
            title: response.ok ? "Event taken" : "Event refused",
            text: await response.text(),
        })
        onSent()
    }
    return (
        <section aria-labelledby="send" className="panel">
            <h2 id="send">Send an event</h2>
            {targets.length === 0 ? (
                <p className="unset">Nothing listens. Activate a trigger first.</p>
            ) : null}
            <div className="field">
                <label htmlFor="send-to">To</label>
                <select id="send-to" value={target} onChange={(event) => setUrl(event.currentTarget.value)}>
                    {targets.map((one) => (
                        <option key={one.url} value={one.url}>
                            {one.label}
                        </option>
                    ))}
                </select>
            </div>
            <div className="field">
                <label htmlFor="send-headers">Headers, one a line</label>
                <textarea
                    id="send-headers"
                    rows={2}
                    value={headers}
                    onChange={(event) => setHeaders(event.currentTarget.value)}
                />
            </div>
            <div className="field">
                <label htmlFor="send-body">Body</label>
                <textarea
                    id="send-body"
                    rows={4}
                    value={body}
                    onChange={(event) => setBody(event.currentTarget.value)}
                />
            </div>
            <button
                type="button"
                className="button primary"
                disabled={target === ""}
                onClick={() => void send()}
            >
                Send
            </button>
        </section>
    )
}
