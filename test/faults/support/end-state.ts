import {verify} from "@beton/shared/events/signing"

import type {TestCrm} from "../../app/support/crm"
import {KEYS, type TestProject} from "../../app/support/project"
import {eventsOf, type ExternalCall} from "./calls"
import type {WorldCopy} from "./micro-world"

/** What a case left behind, in a form in which two cases can be compared byte by byte. */
export interface EndState {
    /** Firings by uuid, each as it lies in PostHog, signature included. */
    readonly firings: Readonly<Record<string, string>>
    /** The same of what backtests wrote. */
    readonly backtests: Readonly<Record<string, string>>
    /** The audit log: account, record by kind, action, before and after; each entry once. */
    readonly audit: readonly string[]
    /** What came back of deals: the deal's name, when, and all that is said of it; each entry once. */
    readonly outcomes: readonly string[]
    /** Signed summaries, without what counts the work of every try. */
    readonly summaries: readonly Readonly<Record<string, unknown>>[]
    /** Ids under which events with different content were sent. */
    readonly conflicts: readonly string[]
    readonly deals: readonly object[]
    readonly companies: readonly object[]
    /** First lines of the tasks. */
    readonly tasks: readonly string[]
    /** Attributes of deals and their options. */
    readonly attributes: readonly string[]
}

interface Row {
    readonly uuid: string
    readonly event: string
    readonly content: string
    readonly properties: string
}

/** Reads PostHog and the CRM past the app. */
export async function readEndState(
    copy: WorldCopy,
    project: TestProject,
    calls: readonly ExternalCall[],
): Promise<{state: EndState; texts: Record<string, string>}> {
    const rows = (await project.admin.sql(
        `SELECT toString(uuid) AS uuid, event, concat(toString(timestamp), ' ', distinct_id) AS content, properties
         FROM events WHERE team_id = ${copy.projectId} AND event LIKE 'beton_%' ORDER BY event, timestamp, uuid`,
    )) as Row[]
    const byUuid = (name: string): Record<string, string> =>
        Object.fromEntries(
            rows
                .filter(({event}) => event === name)
                .map(({uuid, content, properties}) => [uuid, `${content} ${properties}`]),
        )
    const summaries = new Map(
        rows.filter(({event}) => event === "beton_run_completed").map((row) => [row.properties, row]),
    )
    const crm = await readCrm(copy.crm)
    return {
        state: {
            firings: byUuid("beton_signal_fired"),
            backtests: byUuid("beton_backtest_completed"),
            audit: auditOf(rows),
            outcomes: await outcomesOf(rows, copy.crm),
            summaries: [...summaries.values()].map((row) => summaryOf(row, String(project.id))),
            conflicts: conflictsIn(calls),
            ...crm,
        },
        texts: {
            "events in PostHog": rows.map(({properties}) => properties).join("\n"),
            "records in Attio": JSON.stringify(crm),
        },
    }
}

/** Entries of the audit log without the CRM's own ids; sent twice they count once. */
function auditOf(rows: readonly Row[]): string[] {
    const entries = rows.flatMap(({uuid, event, properties}) => {
        if (event !== "beton_crm_written") return []
        const {account_key, object, action, before, after, why} = JSON.parse(properties) as Record<
            string,
            unknown
        >
        const text = JSON.stringify([account_key, object, action, before, after, why])
        return [[uuid, text] as const]
    })
    return [...new Map(entries).values()].sort()
}

/** Ids of the CRM's own are the same for no two copies of a world. */
async function outcomesOf(rows: readonly Row[], {admin, workspaceId}: TestCrm): Promise<string[]> {
    const deals = (await admin.records(workspaceId, "deals")) as AttioRecord[]
    const names = new Map(deals.map((deal) => [deal.id.record_id, nameOf(deal)]))
    const entries = rows.flatMap(({uuid, event, content, properties}) => {
        if (event !== "beton_deal_updated") return []
        const {
            beton_payload: _payload,
            beton_sig: _sig,
            ...said
        } = JSON.parse(properties) as Record<string, unknown>
        const text = `${content.slice(0, 19)} ${JSON.stringify(said)}`.replace(
            /[0-9a-f]{8}-[0-9a-f-]{27}/g,
            (id) => names.get(id) ?? ":id",
        )
        return [[uuid, text] as const]
    })
    return [...new Map(entries).values()].sort()
}

/** Ids that were sent with different contents: which one PostHog keeps when it merges them is anybody's guess. */
function conflictsIn(calls: readonly ExternalCall[]): string[] {
    const contents = new Map<string, Set<string>>()
    for (const event of calls.filter(({left}) => left).flatMap(eventsOf)) {
        const known = contents.get(event.uuid) ?? new Set()
        contents.set(event.uuid, known.add(JSON.stringify(event)))
    }
    return [...contents].filter(([, known]) => known.size > 1).map(([uuid]) => uuid)
}

/** The signed content; what counts the work of every try, and when it was done, is left out. */
function summaryOf({properties}: Row, project: string): Record<string, unknown> {
    const {beton_payload, beton_sig} = JSON.parse(properties) as Record<string, string>
    const trust = verify(
        {beton_payload, beton_sig},
        {publicKeys: [KEYS.publicKey], project, kind: "beton_run_completed"},
    )
    if (!trust.ok) return {"a summary that does not verify": trust.reason}
    const {
        started_at: _s,
        finished_at: _f,
        queries: _q,
        calls: _c,
        ...content
    } = trust.envelope.content as Record<string, unknown>
    return {account: trust.envelope.account, as_of: trust.envelope.as_of, ...content}
}

interface AttioRecord {
    readonly id: {readonly record_id: string}
    readonly values: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
}

async function readCrm(
    crm: TestCrm,
): Promise<Pick<EndState, "deals" | "companies" | "tasks" | "attributes">> {
    const {admin, workspaceId} = crm
    const [deals, companies] = (await Promise.all([
        admin.records(workspaceId, "deals"),
        admin.records(workspaceId, "companies"),
    ])) as [AttioRecord[], AttioRecord[]]
    // Ids are the CRM's own: each stands for the record's name, the member's place or the token.
    const names = new Map<string, string>([
        ...[...deals, ...companies].map(
            (record) => [record.id.record_id, `record ${nameOf(record)}`] as const,
        ),
        ...crm.memberIds.map((id, i) => [id, `member ${i}`] as const),
    ])
    return {
        deals: sorted(deals.map((record) => plain(record, names))),
        companies: sorted(companies.map((record) => plain(record, names))),
        tasks: await tasksOf(crm),
        attributes: await attributesOf(crm),
    }
}

function nameOf({values}: AttioRecord): string {
    return String(values.name?.[0]?.value)
}

/** All values without the CRM's own ids and instants. */
function plain({values}: AttioRecord, names: ReadonlyMap<string, string>): object {
    const kept = Object.entries(values)
        .filter(([slug, list]) => !["record_id", "created_at"].includes(slug) && list.length > 0)
        .map(([slug, list]) => [slug, list.map((value) => plainValue(value, names))] as const)
    return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function plainValue(value: Readonly<Record<string, unknown>>, names: ReadonlyMap<string, string>): object {
    const {active_from: _from, active_until: _until, created_by_actor: actor, status, option, ...rest} = value
    const titled = (status ?? option) as {title: string} | undefined
    const known = Object.entries(rest).map(([key, one]) => [
        key,
        key.endsWith("_id") ? (names.get(String(one)) ?? "the token") : one,
    ])
    const by = (actor as {type: string}).type
    return {...Object.fromEntries(known), by, ...(titled === undefined ? {} : {title: titled.title})}
}

async function tasksOf({url, token}: TestCrm): Promise<string[]> {
    const answer = await fetch(`${url}/v2/tasks?limit=500`, {headers: {authorization: `Bearer ${token}`}})
    const {data} = (await answer.json()) as {data: {content_plaintext: string}[]}
    return data.map(({content_plaintext: text}) => text.split("\n")[0] ?? "").sort()
}

async function attributesOf({url, token}: TestCrm): Promise<string[]> {
    const read = async (path: string) => {
        const answer = await fetch(`${url}/v2/objects/deals/attributes${path}`, {
            headers: {authorization: `Bearer ${token}`},
        })
        return ((await answer.json()) as {data: Record<string, unknown>[]}).data
    }
    const attributes = (await read("?limit=500")).map(
        ({api_slug, title, type, is_unique}) => `${api_slug} "${title}" ${type}${is_unique ? " unique" : ""}`,
    )
    const options = (await read("/lead_source/options")).map(({title}) => `lead_source: ${title}`)
    return [...attributes, ...options].sort()
}

function sorted(records: readonly object[]): object[] {
    return [...records].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

/** Where two end states differ, a few words each; empty when they are equal. */
export function differences(found: EndState, expected: EndState): string[] {
    const places: string[] = []
    compare("", found, expected, places)
    return places
}

function compare(path: string, found: unknown, expected: unknown, places: string[]): void {
    const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
    if (a === b) return
    if (typeof found !== "object" || typeof expected !== "object" || found === null || expected === null) {
        places.push(`${path}: ${short(a)} instead of ${short(b)}`)
        return
    }
    const keys = new Set([...Object.keys(found), ...Object.keys(expected)])
    const before = places.length
    for (const key of keys)
        compare(
            path === "" ? key : `${path}.${key}`,
            (found as Record<string, unknown>)[key],
            (expected as Record<string, unknown>)[key],
            places,
        )
    if (places.length === before) places.push(`${path}: another order`)
}

function short(text: string | undefined): string {
    if (text === undefined) return "nothing"
    return text.length > 160 ? `${text.slice(0, 160)}…` : text
}
