import {type Connection, kv} from "attio/server"

export default async function connectionRemoved({connection}: {connection: Connection}): Promise<void> {
    await kv.set("removed", connection.connection_key)
}
