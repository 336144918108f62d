import {AS_OF, type TestProject} from "./project"

/** One event of a hand-made project. */
export interface TinyEvent {
    readonly event: string
    /** Group key; absent = no account. */
    readonly account?: string
    readonly person?: string
    /** Hours before AS_OF; default 24. */
    readonly hoursAgo?: number
    readonly properties?: Readonly<Record<string, unknown>>
    readonly personProperties?: Readonly<Record<string, unknown>>
}

let serial = 0

function uuid(kind: number, n: number): string {
    return `00000000-0000-4000-8${String(kind).padStart(3, "0")}-${n.toString(16).padStart(12, "0")}`
}

const clickhouse = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "")

/** Writes events straight into the project's tables. */
export async function insertEvents(project: TestProject, events: readonly TinyEvent[]): Promise<void> {
    const people = new Map<string, number>()
    const lines = events.map(
        ({event, account, person = "p", hoursAgo = 24, properties, personProperties}) => {
            if (!people.has(person)) people.set(person, people.size + 1)
            const personId = uuid(1, project.id * 1000 + (people.get(person) ?? 0))
            return JSON.stringify({
                team_id: project.id,
                uuid: uuid(0, project.id * 1_000_000 + ++serial),
                event,
                properties: JSON.stringify({
                    ...properties,
                    ...(account === undefined ? {} : {$group_0: account}),
                }),
                timestamp: clickhouse(Date.parse(AS_OF) - hoursAgo * 3_600_000),
                distinct_id: `d-${person}`,
                person_id: personId,
                person_properties: JSON.stringify(personProperties ?? {}),
            })
        },
    )
    if (lines.length > 0) await project.admin.insert("events", lines.join("\n"))
}

/** Writes groups of the first type: key → properties. */
export async function insertGroups(
    project: TestProject,
    groups: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Promise<void> {
    const lines = Object.entries(groups).map(([key, properties]) =>
        JSON.stringify({
            team_id: project.id,
            group_type_index: 0,
            group_key: key,
            created_at: "2026-01-01 00:00:00.000",
            group_properties: JSON.stringify(properties),
            _timestamp: "2026-01-01 00:00:00.000",
        }),
    )
    if (lines.length > 0) await project.admin.insert("groups", lines.join("\n"))
}

/** Accounts with one checkout each, and a group with name and domain. */
export async function checkoutAccounts(project: TestProject, keys: readonly string[]): Promise<void> {
    await insertEvents(
        project,
        keys.map((account) => ({event: "checkout_started", account, person: `p-${account}`})),
    )
    await insertGroups(
        project,
        Object.fromEntries(keys.map((key) => [key, {name: `Company ${key}`, domain: `${key}.example`}])),
    )
}
