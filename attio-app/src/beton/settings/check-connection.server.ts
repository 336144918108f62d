import {getWorkspaceConnection} from "attio/server"

import {budget} from "../../http/send"
import {done, type ServerAnswer} from "../answer"
import {readPairing} from "../read-pairing"
import {type CheckLine, connectionChecks} from "./connection-checks"

/** The connect check as far as the Attio app can see it: the same sentences as `beton doctor`. Reads only. */
export default async function checkConnection(): Promise<ServerAnswer<CheckLine[]>> {
    // Its error opens Attio's connect dialog, so it is left alone.
    const connection = getWorkspaceConnection()
    return done(await connectionChecks(await readPairing(), connection.value, budget()))
}
