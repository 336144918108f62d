import type {ReactNode} from "react"
import {createRoot} from "react-dom/client"

import {type AppInfo, loadApp} from "./app-state"
import {runBundle, type Surfaces} from "./bundle"
import {Overlays} from "./pages/overlays"
import {RecordPage} from "./pages/record-page"
import {SettingsPage} from "./pages/settings-page"
import {TablePage} from "./pages/table-page"
import {WorkflowsPage} from "./pages/workflows-page"
import {go, route} from "./router"
import {useStore} from "./store"

const LINKS = [
    {path: "/objects/companies", label: "Companies"},
    {path: "/objects/deals", label: "Deals"},
    {path: "/workflows", label: "Workflows"},
    {path: "/settings", label: "Settings"},
]

function Shell({info, surfaces}: {info: AppInfo; surfaces: Surfaces}): ReactNode {
    const at = useStore(route)
    const path = "object" in at ? `/objects/${at.object}` : `/${at.page}`
    return (
        <>
            <nav className="side" aria-label="Workspace">
                <p className="brand">Attio preview</p>
                <ul>
                    {LINKS.map((link) => (
                        <li key={link.path}>
                            <a
                                href={link.path}
                                aria-current={link.path === path ? "page" : undefined}
                                onClick={(event) => {
                                    if (event.metaKey || event.ctrlKey || event.shiftKey) return
                                    event.preventDefault()
                                    go(link.path)
                                }}
                            >
                                {link.label}
                            </a>
                        </li>
                    ))}
                </ul>
                <p className="note">Stand-in of Attio. Actions: Ctrl or Cmd K</p>
            </nav>
            <main>
                {at.page === "table" ? (
                    <TablePage key={at.object} surfaces={surfaces} object={at.object} />
                ) : null}
                {at.page === "record" ? (
                    <RecordPage key={at.id} surfaces={surfaces} object={at.object} id={at.id} />
                ) : null}
                {at.page === "settings" ? <SettingsPage surfaces={surfaces} /> : null}
                {at.page === "workflows" ? (
                    <WorkflowsPage surfaces={surfaces} clockOffset={info.clockOffset} />
                ) : null}
            </main>
            <Overlays />
        </>
    )
}

const place = document.getElementById("root")
if (place === null) throw new Error("The page has no place to draw in.")
const root = createRoot(place)

try {
    const info = await loadApp()
    const surfaces = await runBundle("app", info.clockOffset)
    root.render(<Shell info={info} surfaces={surfaces} />)
} catch (error) {
    root.render(
        <main className="failed" role="alert">
            <h1>The app could not start</h1>
            <p>{(error as Error).message}</p>
        </main>,
    )
}
