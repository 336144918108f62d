import {Settings} from "attio"

export default Settings.defineWorkspaceSchema({
    host: Settings.Schema.string(),
    threshold: Settings.Schema.number(),
    notes: Settings.Schema.boolean(),
})
