import {decodePairing} from "@beton/shared/pairing"
import {getWorkspaceConnection, Settings} from "attio/server"

import schema from "../../app/settings/schema"
import {budget} from "../../http/send"
import {done, type ServerAnswer} from "../answer"
import {type CheckLine, connectionChecks} from "./connection-checks"

/** The connect check as far as the Attio app can see it: the same sentences as `beton doctor`. Reads only. */
export default async function checkConnection(): Promise<ServerAnswer<CheckLine[]>> {
    // Its error opens Attio's connect dialog, so it is left alone.
    const connection = getWorkspaceConnection()
    const read = decodePairing((await Settings.getSettings(schema, "pairing")) ?? "")
    return done(await connectionChecks(read, connection.value, budget()))
}
