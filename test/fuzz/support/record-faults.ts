import {type Arrived, bodyOf, type Request} from "./case"

/** What may be wrong with one record of Attio's. */
export const RECORD_FAULTS = [
    "id",
    "values",
    "stage",
    "key",
    "score",
    "since",
    "unknown-stage",
    "twice",
    "null",
] as const

/** One record of an answer and what is wrong with it. */
export interface RecordFault {
    readonly how: (typeof RECORD_FAULTS)[number]
    readonly where: number
}

interface DataRecord {
    readonly id: object
    readonly values: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
}

/** One record is wrong; null for an attribute that the record has not got. */
export function changedRecord(
    {how, where}: RecordFault,
    {name, body: question}: Request,
    good: Arrived,
): Arrived | null {
    const body = bodyOf<{data?: DataRecord[]}>(good)
    if (!name.endsWith("/records/query") || !Array.isArray(body?.data)) return null
    const n = where % Math.max(1, body.data.length)
    const record = body.data[n]
    if (record === undefined) return null
    const {values} = record
    const edit = (slug: string, change: (value: Readonly<Record<string, unknown>>) => unknown): unknown =>
        (values[slug] ?? []).length === 0
            ? null
            : {...record, values: {...values, [slug]: (values[slug] ?? []).map(change)}}
    const deals = name.includes("/deals/")
    // Who asked for a company's deals may get one without our key.
    const keyed = deals && question.includes("beton_key")
    const changed: Readonly<Record<typeof how, unknown>> = {
        id: {...record, id: {}},
        values: {...record, values: 7},
        stage: deals ? {...record, values: {...values, stage: []}} : null,
        key: keyed ? {...record, values: {...values, beton_key: []}} : null,
        score: edit("pql_score", (value) => ({...value, value: String(value.value)})),
        since: edit("stage", (value) => ({...value, active_from: "lately"})),
        "unknown-stage": edit("stage", (value) => ({
            ...value,
            status: {id: {status_id: "00000000-0000-4000-a000-00000000000e"}},
        })),
        twice: record,
        null: 0,
    }
    if (changed[how] === null) return null
    const put = how === "null" ? null : changed[how]
    const data: unknown[] =
        how === "twice" ? [...body.data, record] : body.data.map((old, i) => (i === n ? put : old))
    return {...good, text: JSON.stringify({...body, data})}
}
