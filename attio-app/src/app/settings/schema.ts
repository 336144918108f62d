import {Settings} from "attio"

/** The workspace's settings: one pasted line, see docs/ATTIO-APP.md. Everything else belongs to the PostHog app. */
export default Settings.defineWorkspaceSchema({
    pairing: Settings.Schema.string(),
})
