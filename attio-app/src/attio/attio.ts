import {readAttioAnswer} from "@beton/shared/api/attio-answers"
import {fail, type Failure, type Result, succeed} from "@beton/shared/api/result"
import {type CellObject, plainCell} from "@beton/shared/crm/fields/cells"
import {ATTIO_API_TOKEN} from "attio/server"
import * as z from "zod/mini"

import {type Budget, send} from "../http/send"

const ORIGIN = "https://api.attio.com"
/** Most people of a company that are looked at. */
export const MOST_PEOPLE = 500

const recordSchema = z.object({
    id: z.object({record_id: z.string()}),
    web_url: z.nullish(z.string()),
    values: z.record(z.string(), z.array(z.looseObject({}))),
})

/** The app's token comes with the app: nobody can paste another one. */
export const OWN_WORDS = {
    unauthorized: {message: "Attio does not let Beton in any more. An admin removes the app and installs it again."},
    missing_scope: {message: "Attio does not let Beton do this. Whoever made the app ticks the missing scope in Attio's developer dashboard; the connection check names it."},
    not_found: {message: "This record is not in Attio any more, or Beton may not see it."},
} satisfies Partial<Record<Failure["kind"], object>> // prettier-ignore

/** A record as the REST API reads it: each attribute a list of values. */
export type AttioRecord = z.infer<typeof recordSchema>

/** The plain value of an attribute; null where it is unset or unknown. */
export function plainOf({values}: AttioRecord, slug: string) {
    return plainCell((values[slug] ?? []) as readonly CellObject[])
}

/** An attribute's value as a text; null where it is unset. */
export function textOf(record: AttioRecord, slug: string): string | null {
    const value = plainOf(record, slug)
    const text = Array.isArray(value) ? value.join(", ") : value === null ? "" : String(value)
    return text === "" ? null : text
}

/** One record. Scope record_permission:read. */
export async function readRecord(object: string, recordId: string, budget: Budget): Promise<Result<AttioRecord>> {
    const answer = await call("GET", `/v2/objects/${object}/records/${encodeURIComponent(recordId)}`, budget)
    return answer.ok ? parsed(answer.value, z.object({data: recordSchema}), ({data}) => data) : answer
} // prettier-ignore

/** Records that a filter finds, at most `limit`. Scope record_permission:read. */
export async function findRecords(
    object: string,
    filter: unknown,
    limit: number,
    budget: Budget,
): Promise<Result<AttioRecord[]>> {
    const path = `/v2/objects/${object}/records/query`
    const answer = await call("POST", path, budget, {filter, limit, offset: 0})
    return answer.ok
        ? parsed(answer.value, z.object({data: z.array(recordSchema)}), ({data}) => data)
        : answer
}

/** People of a company, at most 500. */
export function peopleOf(companyId: string, budget: Budget): Promise<Result<AttioRecord[]>> {
    const filter = {company: {target_object: "companies", target_record_id: companyId}}
    return findRecords("people", filter, MOST_PEOPLE, budget)
}

/** Sets one attribute of a record. Scope record_permission:read-write. */
export async function setOption(
    object: string,
    recordId: string,
    slug: string,
    option: string,
    budget: Budget,
): Promise<Result<null>> {
    const path = `/v2/objects/${object}/records/${encodeURIComponent(recordId)}`
    const answer = await call("PATCH", path, budget, {data: {values: {[slug]: [{option}]}}})
    return answer.ok ? succeed(null) : answer
}

/** What the app's own token may do. */
export async function ownToken(budget: Budget): Promise<Result<{active: boolean; scopes: string[]}>> {
    const answer = await call("GET", "/v2/self", budget)
    if (!answer.ok) return answer
    const schema = z.object({active: z.boolean(), scope: z.optional(z.string())})
    return parsed(answer.value, schema, ({active, scope}) => ({
        active,
        scopes: (scope ?? "").split(" ").filter((one) => one !== ""),
    }))
}

function call(
    method: "GET" | "POST" | "PATCH",
    path: string,
    budget: Budget,
    body?: unknown,
): Promise<Result<unknown>> {
    return send(
        {
            service: "Attio",
            url: `${ORIGIN}${path}`,
            method,
            headers: {Authorization: `Bearer ${ATTIO_API_TOKEN}`, "Content-Type": "application/json"},
            ...(body === undefined ? {} : {body: JSON.stringify(body)}),
            // A PATCH sets what it says, so a second one changes nothing.
            repeatable: true,
        },
        (answer, now) => {
            const read = readAttioAnswer(answer, now)
            return read.ok
                ? read
                : {
                      ok: false,
                      failure: {
                          ...read.failure,
                          ...(OWN_WORDS as Partial<Record<string, object>>)[read.failure.kind],
                      },
                  }
        },
        budget,
    )
}

function parsed<S extends z.ZodMiniType, T>(value: unknown, schema: S, pick: (data: z.output<S>) => T): Result<T> {
    const read = schema.safeParse(value)
    return read.success
        ? succeed(pick(read.data))
        : fail("unreadable", "Attio's answer has an unknown form. Try again later.", "attio")
} // prettier-ignore
