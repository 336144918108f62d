import {titleFromId} from "../words"
import listSignals from "./list-signals.server"

/** Options of the signals field: the paired signals, and what somebody types, which may be newer than the pairing. */
export const signalOptions = {
    async search(query: string) {
        const typed = query.trim()
        const wanted = typed.toLowerCase()
        const known = await listSignals()
        const found = known.filter(({value, label}) => label.toLowerCase().includes(wanted) || value === wanted)
        const isNamed = found.some(({value, label}) => value === wanted || label.toLowerCase() === wanted)
        return typed === "" || isNamed ? found : [...found, {value: typed, label: `Other signal: ${typed}`}]
    },
    async getOption(value: string) {
        const known = (await listSignals()).find((one) => one.value === value)
        // One that is newer than the pairing, or was switched off or removed since.
        return {label: known?.label ?? titleFromId(value)}
    },
} // prettier-ignore

/** Whose behaviour signals may speak about. */
export const AUDIENCES = [
    {value: "any", label: "Everybody"},
    {value: "prospect", label: "Prospects"},
    {value: "customer", label: "Customers"},
]
