import {type ReactNode, useState} from "react"

import {call} from "../api"
import {connections, type ConnectionState} from "../app-state"
import type {Surfaces} from "../bundle"
import {useStore} from "../store"
import {askToConnect} from "./connect-dialog"
import {AppSurface} from "./surface"

const STATES = {none: "Not connected", connected: "Connected", expired: "Expired"}

/** The app's page in Attio's settings: its connections, then the page that the app defines. */
export function SettingsPage({surfaces}: {surfaces: Surfaces}): ReactNode {
    const known = useStore(connections)
    const Page = surfaces["workspace-settings"]?.[0]?.Page
    return (
        <div className="settings">
            <header className="page-head">
                <h1>Settings</h1>
            </header>
            <section aria-labelledby="connections" className="panel">
                <h2 id="connections">Connections</h2>
                {known.length === 0 ? <p className="unset">The app offers no connections.</p> : null}
                {known.map((connection) => (
                    <Connection key={connection.key} connection={connection} />
                ))}
            </section>
            <section aria-labelledby="configuration" className="panel">
                <h2 id="configuration">Configuration</h2>
                {Page === undefined ? (
                    <p className="unset">The app has no settings page.</p>
                ) : (
                    <AppSurface kind="settings">
                        <Page />
                    </AppSurface>
                )}
            </section>
        </div>
    )
}

function Connection({connection}: {connection: ConnectionState}): ReactNode {
    const {key, title, description, state} = connection
    const [error, setError] = useState<string | null>(null)
    const disconnect = async (): Promise<void> => {
        try {
            connections.set(await call("DELETE", `/api/connections/${key}`))
            setError(null)
        } catch (failure) {
            setError((failure as Error).message)
        }
    }
    return (
        <div className="setting-button">
            <div>
                <strong>{title}</strong>
                <p className="help">{description}</p>
                {error === null ? null : (
                    <p className="error" role="alert">
                        {error}
                    </p>
                )}
            </div>
            <span
                className={`badge ${state === "connected" ? "green" : state === "expired" ? "amber" : "grey"}`}
            >
                {STATES[state]}
            </span>
            <button
                type="button"
                className={`button ${state === "connected" ? "secondary" : "primary"}`}
                aria-label={`${state === "connected" ? "Disconnect" : "Connect"} ${title}`}
                onClick={() => void (state === "connected" ? disconnect() : askToConnect(key))}
            >
                {state === "connected" ? "Disconnect" : "Connect"}
            </button>
        </div>
    )
}
