import type {RestAttribute, RestRecord} from "../graphql/attio-reader"
import type {AppHost} from "./app-host"

const PAGE = 50

/** A record with its object's attributes; null when there is none. */
export async function oneRecord(app: AppHost, object: string, id: string): Promise<object | null> {
    const [record, attributes] = await Promise.all([app.reader.record(object, id), attributesOf(app, object)])
    return record === null ? null : {record, attributes, names: await namesIn(app, [record])}
}

async function attributesOf(app: AppHost, object: string): Promise<RestAttribute[]> {
    return (await app.reader.attributes(object)).filter(({is_archived}) => !is_archived)
}

/** A page of records, highest score first where the app's score is an attribute. */
export async function table(app: AppHost, object: string, offset: number): Promise<object> {
    const attributes = await attributesOf(app, object)
    const score = attributes.find(({api_slug, type}) => type === "number" && /score/.test(api_slug))
    const sorts = score === undefined ? [] : [{attribute: score.api_slug, direction: "desc"}]
    // Descending order puts records without a score first in Attio's API; the page wants them last.
    const filter = score === undefined ? {} : {filter: {[score.api_slug]: {$gte: 0}}}
    const start = Number.isInteger(offset) && offset > 0 ? offset : 0
    const scored = await app.reader.records(object, {limit: PAGE, offset: start, sorts, ...filter})
    const rest =
        score === undefined || scored.length === PAGE || start > 0
            ? []
            : await app.reader.records(object, {
                  limit: PAGE - scored.length,
                  filter: {$not: {[score.api_slug]: {$gte: 0}}},
              })
    const records = [...scored, ...rest]
    return {attributes, records, names: await namesIn(app, records), more: records.length === PAGE}
}

/** Names of the records and members that values point to, by id. */
async function namesIn(app: AppHost, records: readonly RestRecord[]): Promise<Record<string, string>> {
    const pointers = new Map<string, string>()
    for (const {values} of records)
        for (const value of Object.values(values).flat())
            if (typeof value.target_record_id === "string" && typeof value.target_object === "string")
                pointers.set(value.target_record_id, value.target_object)
    const members = await app.reader.members()
    const names = new Map(
        members.map((one) => [one.id.workspace_member_id, `${one.first_name} ${one.last_name}`]),
    )
    await Promise.all(
        [...pointers].slice(0, PAGE).map(async ([id, object]) => {
            const record = await app.reader.record(object, id)
            if (record !== null) names.set(id, nameOf(record))
        }),
    )
    return Object.fromEntries(names)
}

function nameOf({values, id}: RestRecord): string {
    const name = values.name?.[0]
    const domain = values.domains?.[0]?.domain
    return String(name?.value ?? name?.full_name ?? domain ?? id.record_id)
}
