import {getWorkspaceConnection} from "attio/server"

/** Ends with the special error when the workspace is not connected. */
export default async function checkConnection(): Promise<{key: string}> {
    const connection = getWorkspaceConnection()
    return {key: connection.connection_key}
}
