import {PostHogClient} from "@beton/posthog-app/clients/posthog"
import {type Config, parseConfig} from "@beton/posthog-app/config/config"
import {type RunCompletedContent, runCompletedContentSchema} from "@beton/shared/events/run-completed"
import {type SignalFiredContent, signalFiredContentSchema} from "@beton/shared/events/signal-fired"
import {keyPairOf, verify} from "@beton/shared/events/signing"
import {SIGNALS} from "@beton/shared/signals/index"

import {connectPostHog} from "../../../scripts/sandbox/posthog/admin-client"
import type {PostHogAdmin, ProjectPatch} from "../../../scripts/sandbox/posthog/admin-types"
import {sharedPostHog} from "../../sandbox/posthog-fixture"

/** The scopes the settings form asks for, those for dashboards apart. */
export const POSTHOG_SCOPES = [
    "query:read",
    "project:read",
    "group:read",
    "event_definition:read",
    "property_definition:read",
]
/** The scopes for dashboards. */
export const DASHBOARD_SCOPES = ["dashboard:write", "insight:write"]
/** The scopes the settings form asks for in Attio. */
export const ATTIO_SCOPES = [
    "record_permission:read-write",
    "object_configuration:read-write",
    "user_management:read",
]
/** The instant of all tests that need none of their own: a target hour. */
export const AS_OF = "2026-10-05T06:00:00.000Z"
/** When a host wakes up for it. */
export const WAKE = Date.parse(AS_OF) + 5 * 60_000
export const DAY_MS = 86_400_000
/** The signing key of all tests; tests with a foreign key make their own. */
export const KEYS = keyPairOf(Uint8Array.from({length: 32}, (_, i) => i * 7 + 3))

/** A project of the shared stand-in with a key of the app's scopes. */
export interface TestProject {
    readonly admin: PostHogAdmin
    readonly url: string
    readonly id: number
    readonly apiToken: string
    readonly key: string
}

/** Makes a project with the group type "company" whose clock stands at AS_OF. */
export async function testProject(
    patch: ProjectPatch = {},
    scopes = [...POSTHOG_SCOPES, ...DASHBOARD_SCOPES],
): Promise<TestProject> {
    const url = sharedPostHog()
    const admin = connectPostHog(url)
    const {id, apiToken} = await admin.createProject({
        now: AS_OF,
        groupTypes: [{group_type: "company"}],
        ...patch,
    })
    return {admin, url, id, apiToken, key: await admin.createPersonalKey({scopes})}
}

/**
 * The settings form for a project, as the host hands it over: texts, with the JSON field as text too. Dashboards are off
 * unless the settings say otherwise: tests that do not speak of them count calls and storage keys without them.
 */
export function formFor(
    project: TestProject,
    more: Readonly<Record<string, unknown>> = {},
    settings: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
    return {
        posthog_host: project.url,
        posthog_key: project.key,
        posthog_project: String(project.id),
        signing_key: KEYS.privateKey,
        ...more,
        settings: JSON.stringify({dashboards: {enabled: false}, ...settings}),
    }
}

/** Settings with only the named signals on. */
export function onlySignals(wanted: Readonly<Record<string, object>>): Record<string, object> {
    return Object.fromEntries(SIGNALS.map(({id}) => [id, wanted[id] ?? {enabled: false}]))
}

/** The effective configuration of a form that must be right. */
export function configOf(form: Readonly<Record<string, unknown>>): Config {
    const parsed = parseConfig(form)
    if (!parsed.ok)
        throw new Error(parsed.problems.map(({field, message}) => `${field} ${message}`).join("\n"))
    return parsed.config
}

/** A client of the same project for tests that look at the data as the app would. */
export function clientOf(form: Readonly<Record<string, unknown>>): PostHogClient {
    const host = {
        fetch: (url: string, request: RequestInit) => fetch(url, request),
        storage: {get: async () => null, set: async () => undefined, del: async () => undefined},
        cache: {get: () => undefined, set: () => undefined},
        now: () => Date.parse(AS_OF),
        log: () => undefined,
        enqueueStep: async () => undefined,
    }
    return new PostHogClient(
        host as unknown as ConstructorParameters<typeof PostHogClient>[0],
        configOf(form),
    )
}

interface Row {
    uuid: string
    timestamp: string
    payload: string
    sig: string
    group: string
    properties: string
}

async function betonRows(project: TestProject, event: string): Promise<Row[]> {
    const answer = await fetch(`${project.url}/api/projects/${project.id}/query/`, {
        method: "POST",
        headers: {authorization: `Bearer ${project.key}`, "content-type": "application/json"},
        body: JSON.stringify({
            query: {
                kind: "HogQLQuery",
                query: "SELECT toString(uuid), toString(timestamp), toString(properties.beton_payload), toString(properties.beton_sig), $group_0, properties FROM events WHERE event = {event} ORDER BY timestamp, uuid LIMIT 5000",
                values: {event},
            },
            refresh: "force_blocking",
        }),
    })
    const body = (await answer.json()) as {results?: string[][]; detail?: string}
    if (body.results === undefined) throw new Error(body.detail ?? String(answer.status))
    return body.results.map(
        ([uuid = "", timestamp = "", payload = "", sig = "", group = "", properties = ""]) => ({
            uuid,
            timestamp,
            payload,
            sig,
            group,
            properties,
        }),
    )
}

/** A firing read back through HogQL, its signature verified. */
export interface VerifiedFiring {
    readonly uuid: string
    readonly account: string
    readonly asOf: string
    readonly group: string
    readonly content: SignalFiredContent
    readonly properties: Readonly<Record<string, unknown>>
}

/** All firings of a project; throws when one does not verify. Rows sent twice show up twice until they are merged. */
export async function verifiedFirings(project: TestProject): Promise<VerifiedFiring[]> {
    return (await betonRows(project, "beton_signal_fired")).map((row) => {
        const trust = verify(
            {beton_payload: row.payload, beton_sig: row.sig},
            {publicKeys: [KEYS.publicKey], project: String(project.id), kind: "beton_signal_fired"},
        )
        if (!trust.ok) throw new Error(`An event does not verify: ${trust.reason}`)
        return {
            uuid: row.uuid,
            account: trust.envelope.account,
            asOf: trust.envelope.as_of,
            group: row.group,
            content: signalFiredContentSchema.parse(trust.envelope.content),
            properties: JSON.parse(row.properties) as Record<string, unknown>,
        }
    })
}

/** The signed summaries of all runs of a project, oldest first. */
export async function verifiedRuns(project: TestProject): Promise<RunCompletedContent[]> {
    return (await betonRows(project, "beton_run_completed")).map((row) => {
        const trust = verify(
            {beton_payload: row.payload, beton_sig: row.sig},
            {publicKeys: [KEYS.publicKey], project: String(project.id), kind: "beton_run_completed"},
        )
        if (!trust.ok) throw new Error(`A summary does not verify: ${trust.reason}`)
        return runCompletedContentSchema.parse(trust.envelope.content)
    })
}

/** The only summary of a project. */
export async function onlyRun(project: TestProject): Promise<RunCompletedContent> {
    const runs = await verifiedRuns(project)
    const [run] = runs
    if (run === undefined || runs.length !== 1) throw new Error(`${runs.length} summaries instead of one.`)
    return run
}
