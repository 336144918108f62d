import type {Connection} from "attio/server"

import {keyProblem} from "../../beton/settings/key-problem"
import {learnGroupIndex} from "../../beton/settings/learn-group-index"

/** Runs before the connection is saved: a key that cannot work is refused with the reason, so that nobody hunts it later. */
export default async function connectionAdded({connection}: {connection: Connection}): Promise<void> {
    const problem = keyProblem(connection.value)
    if (problem !== null) throw new Error(problem)
    await learnGroupIndex(connection.value)
}
