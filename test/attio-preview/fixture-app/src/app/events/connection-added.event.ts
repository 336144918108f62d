import {type Connection, kv} from "attio/server"

/** A bad key is refused: the throw blocks the save. */
export default async function connectionAdded({connection}: {connection: Connection}): Promise<void> {
    if (connection.value === "bad") throw new Error("PostHog does not know this key.")
    await kv.set("connected", connection.connection_key)
}
