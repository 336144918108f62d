import {decodePairing, type PairingResult} from "@beton/shared/pairing"
import {Settings} from "attio/server"

import schema from "../app/settings/schema"

/** The pairing of the workspace's settings, or one sentence that says what to do. */
export async function readPairing(): Promise<PairingResult> {
    return decodePairing((await Settings.getSettings(schema, "pairing")) ?? "")
}

/** The same sentence for people who are not on the settings page. */
export function whereToPair({message}: {readonly message: string}): string {
    return `${message} An admin pastes it under Apps, Beton, Settings.`
}
