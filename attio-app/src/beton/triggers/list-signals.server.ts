import {readPairing} from "../read-pairing"

/** The signals that are switched on in the PostHog app, a team's own among them; none while nothing is paired. */
export default async function listSignals(): Promise<{readonly value: string; readonly label: string}[]> {
    const read = await readPairing()
    return read.ok ? read.pairing.signals.map(({id, title}) => ({value: id, label: title})) : []
}
