import {writerOf} from "@beton/posthog-app/writer"
import {DISPOSITIONS} from "@beton/shared/crm/disposition"
import {BETON_FIELDS} from "@beton/shared/crm/fields/fields"
import type {CaptureEvent} from "@beton/shared/events/capture-event"
import type {Writer} from "@beton/shared/events/signal-fired"
import {sign} from "@beton/shared/events/signing"

import {openCrm, type TestCrm} from "../app/support/crm"
import {AS_OF, configOf, formFor, type TestProject, testProject} from "../app/support/project"
import {backtested, completed, FIRED, fired} from "../attio-app/support/world"
import {subject} from "../support/explain/subject"
import {type AppPreview, NOW, openApp} from "./app-preview"

/** One hot account with signed events, in PostHog and in the CRM, without the time that a run takes. */
export interface AccountWorld extends AppPreview {
    readonly project: TestProject
    readonly crm: TestCrm
    readonly writer: Writer
    /** Record ids. */
    readonly companies: {readonly acme: string; readonly silent: string; readonly unlinked: string}
    readonly deal: string
    /** Sends events to PostHog as they are. */
    capture(events: readonly CaptureEvent[]): Promise<void>
    /** A company with its account, and a firing about it where one is given. */
    company(name: string, account: string): Promise<string>
}

const TRACK =
    "Accounts like this: 14 of 61 became customers in 45 days (23 %, range 14-35 %); others 35 of 840 (4.2 %)."

/** The same event, signed by another writer; `content` replaces what it says. */
export function resigned(event: CaptureEvent, writer: Writer, content?: unknown): CaptureEvent {
    const {beton_payload: payload} = event.properties as Record<string, string>
    const {v: _, kid: __, ...statement} = JSON.parse(Buffer.from(payload ?? "", "base64url").toString()) as {v: number; kid: string; kind: string; account: string; as_of: string; content: unknown}
    const signed = sign({...statement, project: writer.project, content: content ?? statement.content} as never, writer.keys)
    return {...event, properties: {...event.properties, beton_writer: writer.writer, ...signed}}
} // prettier-ignore

/** Makes the world and starts the preview on it. */
export async function accountWorld(): Promise<AccountWorld> {
    const project = await testProject({now: new Date(NOW).toISOString()})
    const crm = await openCrm()
    const form = formFor(project, {account: "group:company", attio_token: crm.token, routing_confirmed: "on"}, {attio_url: crm.url})
    const writer = writerOf(configOf(form))
    await makeAttributes(crm)
    const company = async (name: string, account: string): Promise<string> => (await seed(crm, "companies", [{name, domains: [`${account}.example`], ...fieldsOf(project, account)}]))[0] ?? ""
    const acme = await company("Acme Inc", "acme")
    const silent = await company("Silent Ltd", "silent")
    const [unlinked = ""] = await seed(crm, "companies", [{name: "Nowhere GmbH", domains: ["nowhere.example"]}])
    await seed(crm, "people", [{name: "Lee, Ann", email_addresses: ["ann@acme.example"], job_title: "CTO", company: {target_object: "companies", target_record_id: acme}}])
    const [deal = ""] = await seed(crm, "deals", [{name: "Acme Inc (PQL)", stage: "Lead", owner: "mo@vendor.example", associated_company: {target_object: "companies", target_record_id: acme}, beton_key: `${project.id}:acme:1`, ...fieldsOf(project, "acme")}])
    const capture = async (events: readonly CaptureEvent[]): Promise<void> => {
        const body = JSON.stringify({api_key: project.apiToken, batch: events})
        const answer = await fetch(`${project.url}/batch/`, {method: "POST", headers: {"content-type": "application/json"}, body})
        if (!answer.ok) throw new Error(await answer.text())
    }
    const earlier = "2026-09-10T06:00:00.000Z"
    await capture([
        resigned(fired(), writer),
        resigned(fired({score: 30, signal_types: ["team_growth"], new_signal_types: ["team_growth"], replayed: true}, earlier), writer),
        resigned(completed(), writer),
        resigned(backtested([judged("pricing_intent", "Pricing interest"), judged("team_growth", "Team growth")]), writer),
        ...used("ann", "ann@acme.example", 12),
        ...used("bob", "bob@acme.example", 5),
    ])
    const app = await openApp({project, crm, form})
    return {...app, project, crm, writer, companies: {acme, silent, unlinked}, deal, capture, company}
} // prettier-ignore

function fieldsOf(project: TestProject, account: string): Record<string, unknown> {
    return {
        ...{beton_account: `${project.id}:${account}`, pql_score: FIRED.score, pql_score_change: 21},
        ...{pql_signals: FIRED.signal_types.join(", "), pql_why_now: FIRED.why_now, pql_state: "Hot"},
        ...{pql_track_record: TRACK, pql_checked_at: AS_OF, pql_last_signal_at: AS_OF},
    }
}

async function makeAttributes({admin, workspaceId}: TestCrm): Promise<void> {
    for (const object of ["deals", "companies"]) {
        const make = (title: string, api_slug: string, type: "text" | "select", more = {}) => admin.createAttribute(workspaceId, object, {title, api_slug, type, ...more})
        for (const {slug, title, type} of BETON_FIELDS) await make(title, slug, type as "text")
        await make("Beton account", "beton_account", "text")
        await make("Not useful because", "pql_disposition", "select", {options: Object.values(DISPOSITIONS)})
        if (object === "deals") await make("Beton key", "beton_key", "text", {is_unique: true})
    }
} // prettier-ignore

function seed(
    {admin, workspaceId}: TestCrm,
    object: string,
    all: Record<string, unknown>[],
): Promise<string[]> {
    return admin.seedRecords(workspaceId, object, all.map((values) => ({created_at: "2026-03-01T08:00:00.000Z", values}))) // prettier-ignore
}

function used(who: string, email: string, times: number): CaptureEvent[] {
    return Array.from({length: times}, (_, i) => ({
        ...{
            event: "report_viewed",
            distinct_id: who,
            timestamp: `2026-10-0${1 + (i % 4)}T1${i % 10}:00:00.000Z`,
        },
        uuid: `00000000-0000-4000-8000-${who.charCodeAt(0)}${String(i).padStart(10, "0")}`,
        properties: {$groups: {company: "acme"}, $set: {email}},
    }))
}

const judged = (id: string, title: string) =>
    subject({
        ...{id, title, verdict: "confirmed", checks: {a: 30, n1: 300, c: 60, n0: 3000}, exposed: 61, unexposed: 840},
        ...{accounts: 900, converted: 49, convertedWith: 14, record: {a: 14, n1: 61, c: 35, n0: 840}, open: 3},
        ...{q: 0.04, effect: 1.4},
    }) // prettier-ignore
