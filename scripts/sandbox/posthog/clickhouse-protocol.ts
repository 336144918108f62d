/** Messages between the server and the one process that owns chDB. */
export type ClickHouseRequest =
    | {id: number; kind: "query"; sql: string}
    | {id: number; kind: "insert"; table: string; rows: Uint8Array}
    | {id: number; kind: "kill"; tag: string}
    | {id: number; kind: "close"}

export type ClickHouseReply =
    {id: number; ok: true; bytes: Uint8Array} | {id: number; ok: false; code: number; message: string}

/** Id of the message by which the process says that its tables exist. */
export const READY_ID = 0
