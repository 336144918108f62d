import {type AnySignal, SIGNALS} from "@beton/shared/signals/index"

/** The signals that this version knows, from their definitions. */
export default async function listSignals(): Promise<{readonly value: string; readonly label: string}[]> {
    return (SIGNALS as readonly unknown[] as readonly AnySignal[]).map(({id, title}) => ({
        value: id,
        label: title,
    }))
}
