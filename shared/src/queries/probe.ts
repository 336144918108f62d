import * as z from "zod/mini"

import {hogql} from "./hogql"
import {defineQuery, TTL} from "./query"
import {counted} from "./schemas"

/** Whether HogQL answers at all (DESIGN §4: setup probes the host). */
export const probe = defineQuery({
    id: "probe",
    version: 1,
    purpose: "Whether the project answers HogQL.",
    params: z.object({}),
    row: z.object({one: counted}),
    ttlSeconds: TTL.none,
    hogql: () => hogql`SELECT 1 AS one LIMIT 1`,
    example: {},
})
