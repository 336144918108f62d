import {titleFromId} from "../words"
import listSignals from "./list-signals.server"

/** Options of the signals field: asked of the server, which knows the definitions. */
export const signalOptions = {
    async search(query: string) {
        const wanted = query.trim().toLowerCase()
        return (await listSignals()).filter(({label}) => label.toLowerCase().includes(wanted))
    },
    async getOption(value: string) {
        const known = (await listSignals()).find((one) => one.value === value)
        // A signal of the team's own, or of another version.
        return {label: known?.label ?? titleFromId(value)}
    },
}

/** Whose behaviour signals may speak about. */
export const AUDIENCES = [
    {value: "any", label: "Everybody"},
    {value: "prospect", label: "Prospects"},
    {value: "customer", label: "Customers"},
]
