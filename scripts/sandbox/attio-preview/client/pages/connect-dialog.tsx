import {type ReactNode, useId, useState} from "react"

import {call} from "../api"
import {connections, type ConnectionState} from "../app-state"
import {ask} from "../overlays"

/** Attio's own dialog for a missing or expired connection. @returns whether one is there now */
export function askToConnect(key: string): Promise<boolean> {
    const connection = connections.get().find((one) => one.key === key)
    if (connection === undefined) return Promise.resolve(false)
    return ask(`Connect ${connection.title}`, (close) => (
        <ConnectForm connection={connection} onDone={close} />
    ))
}

function ConnectForm(props: {connection: ConnectionState; onDone: (connected: boolean) => void}): ReactNode {
    const {connection, onDone} = props
    const id = useId()
    const [value, setValue] = useState("")
    const [error, setError] = useState<string | null>(null)
    const [busy, setBusy] = useState(false)
    const connect = async (): Promise<void> => {
        setBusy(true)
        setError(null)
        try {
            connections.set(await call("POST", `/api/connections/${connection.key}`, {value}))
            onDone(true)
        } catch (failure) {
            setError((failure as Error).message)
        } finally {
            setBusy(false)
        }
    }
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault()
                void connect()
            }}
        >
            <p>{connection.description}</p>
            <div className="field">
                <label htmlFor={id}>{connection.secretLabel}</label>
                <input
                    id={id}
                    type="password"
                    autoComplete="off"
                    value={value}
                    aria-invalid={error === null ? undefined : true}
                    aria-describedby={error === null ? undefined : `${id}-error`}
                    onChange={(event) => setValue(event.currentTarget.value)}
                />
                {error === null ? null : (
                    <p className="error" id={`${id}-error`} role="alert">
                        {error}
                    </p>
                )}
            </div>
            <footer>
                <button type="button" className="button secondary" onClick={() => onDone(false)}>
                    Cancel
                </button>
                <button type="submit" className="button primary" disabled={busy || value === ""}>
                    Connect
                </button>
            </footer>
        </form>
    )
}
