import * as z from "zod"

import {rowKey} from "../signals/signal"
import {defineQuery, readRows, TTL} from "./query"
import {counted} from "./schemas"

const definition = defineQuery({
    id: "example",
    version: 1,
    purpose: "For this test.",
    params: z.object({}),
    row: z.object({...rowKey, events: counted}),
    ttlSeconds: TTL.none,
    hogql: () => ({text: "SELECT 1", values: {}}),
    example: {},
})
const COLUMNS = ["account", "day", "events"]
const ROW = ["acme", 20_731, 2]

it("rows become objects by the order of the query's columns", () => {
    expect(readRows(definition, COLUMNS, [ROW])).toEqual([{account: "acme", day: 20_731, events: 2}])
})

const ORDER = "Query example: the answer has its columns in another order or more of them."
const KIND = /^Query example: column (account|day|events): /

it.each<[string, string[], unknown[][], string | RegExp]>([
    ["a column is missing", ["account", "day"], [], "Query example: the answer lacks the column events."],
    ["columns change places, though their cells fit", ["account", "events", "day"], [ROW], ORDER],
    ["a column comes twice", ["account", "day", "events", "events"], [[...ROW, 2]], ORDER],
    ["a row is short", COLUMNS, [["acme", 20_731]], "Query example: a row has 2 cells for 3 columns."],
    ["a row is long", COLUMNS, [[...ROW, 1]], "Query example: a row has 4 cells for 3 columns."],
    ["a count is negative", COLUMNS, [["acme", 20_731, -1]], KIND],
    ["a count is no whole number", COLUMNS, [["acme", 20_731, 0.5]], KIND],
    ["a count is beyond anything countable", COLUMNS, [["acme", 20_731, 1e308]], KIND],
    ["a count is a text", COLUMNS, [["acme", 20_731, "2"]], KIND],
    ["an account is empty", COLUMNS, [["", 20_731, 2]], KIND],
    ["an account is half a character", COLUMNS, [["\ud83d", 20_731, 2]], KIND],
])("%s: the answer is not read", (_what, columns, rows, message) => {
    expect(() => readRows(definition, columns, rows)).toThrow(message)
})
