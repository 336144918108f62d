import type {PostHogAdmin} from "../sandbox/posthog/admin-types"
import {STORY_NOW} from "../sandbox/story"
import {eventsSql} from "./events-sql"

/** The last instant of the replay; no event is at or after it. */
export const BENCH_NOW = Date.parse(STORY_NOW)

/** What the made events look like. */
export const BENCH_SHAPE = {
    /** 180 instants with 180 days before the first one, and a margin. */
    days: 400,
    accounts: 2000,
    groupType: "company",
} as const

/** What was made. */
export interface BenchData {
    readonly projectId: number
    readonly events: number
    readonly accounts: number
    /** After merging; a few thousand of them are visitors who never sign up. */
    readonly persons: number
    readonly without_account_percent: number
    /** Mean length of `properties`. */
    readonly properties_bytes: number
    /** All event columns without compression, and on disk. */
    readonly uncompressed_bytes: number
    readonly disk_bytes: number
    readonly seconds: number
}

/** Rows of one INSERT: about one month of 5 million events. */
const INSERT_ROWS = 400_000
/** INSERTs at the same time. */
const INSERTERS = 2

/**
 * Makes a project with story-like events by INSERT … SELECT; no row leaves ClickHouse.
 * The same number of events gives the same events every time.
 */
export async function makeBenchData(
    posthog: PostHogAdmin,
    events: number,
    onProgress: (done: number) => void,
): Promise<BenchData> {
    const started = performance.now()
    const {id: projectId} = await posthog.createProject({
        name: "Bench",
        timezone: "Europe/Berlin",
        weekStartDay: 1,
        now: STORY_NOW,
        groupTypes: [{group_type: BENCH_SHAPE.groupType}],
    })
    let next = 0
    let done = 0
    const insert = async (): Promise<void> => {
        while (next < events) {
            const from = next
            const count = Math.min(INSERT_ROWS, events - from)
            next += count
            await posthog.sql(eventsSql({projectId, events, from, count, endMs: BENCH_NOW, ...BENCH_SHAPE}))
            done += count
            onProgress(done)
        }
    }
    await Promise.all(Array.from({length: INSERTERS}, insert))
    // Visitors who signed in later: PostHog then counts their first events for the person they became.
    await posthog.sql(`INSERT INTO person_distinct_id_overrides (team_id, distinct_id, person_id, version)
        SELECT team_id, distinct_id, person_id, 1 FROM (
            SELECT DISTINCT team_id, distinct_id,
                reinterpretAsUUID(sipHash128('person', JSONExtractString(properties, 'later_distinct_id'))) AS person_id
            FROM events WHERE team_id = ${projectId} AND JSONHas(properties, 'later_distinct_id'))`)
    const seconds = (performance.now() - started) / 1000
    return {projectId, ...(await measure(posthog, projectId)), seconds}
}

async function measure(
    posthog: PostHogAdmin,
    projectId: number,
): Promise<Omit<BenchData, "projectId" | "seconds">> {
    const [counted] =
        (await posthog.sql(`SELECT count() AS events, uniqExactIf(\`$group_0\`, \`$group_0\` != '') AS accounts,
        uniqExactIf(person_id, position(properties, 'later_distinct_id') = 0) AS persons, round(100 * countIf(\`$group_0\` = '') / count(), 1) AS without_account_percent,
        round(avg(length(properties))) AS properties_bytes
        FROM events WHERE team_id = ${projectId}`)) as Omit<
            BenchData,
            "projectId" | "seconds" | "uncompressed_bytes" | "disk_bytes"
        >[]
    const [stored] =
        (await posthog.sql(`SELECT sum(data_uncompressed_bytes) AS uncompressed_bytes, sum(bytes_on_disk) AS disk_bytes
        FROM system.parts WHERE active AND table = 'events'`)) as Pick<
            BenchData,
            "uncompressed_bytes" | "disk_bytes"
        >[]
    if (counted === undefined || stored === undefined) throw new Error("ClickHouse counted nothing.")
    return {...counted, ...stored}
}
