import {dueAsOf} from "@beton/posthog-app/days"

import {openCrm, type TestCrm} from "../../app/support/crm"
import {AS_OF, formFor, onlySignals, type TestProject, testProject} from "../../app/support/project"
import {insertEvents, insertGroups, type TinyEvent} from "../../app/support/tiny-data"

const HOUR_MS = 3_600_000

/** Accounts with a checkout, which always routes; each has a company in the CRM. */
export const BUYERS = ["acme", "beta", "gamma"] as const
/** An account with three support conversations: it fires and stays below the threshold. */
export const TALKER = "delta"

/** A small project and a CRM, with settings that fit. */
export interface RunnerWorld {
    readonly project: TestProject
    readonly crm: TestCrm
    /** Settings form; routing is on. */
    readonly form: Record<string, unknown>
    /** The day that is due. */
    readonly asOf: string
}

/**
 * Three buyers and a talker, active the day before `asOf`. Without it the project stands at AS_OF; with "today" it
 * runs on the real clock, for processes, and its day ended about twelve hours ago.
 */
export async function runnerWorld(
    o: {readonly day?: "today"; readonly settings?: Readonly<Record<string, unknown>>} = {},
): Promise<RunnerWorld> {
    const today = o.day === "today"
    const targetHour = today ? (new Date().getUTCHours() + 12) % 24 : 6
    const asOf = today ? dueAsOf(Date.now(), targetHour) : AS_OF
    const [project, crm] = await Promise.all([testProject(today ? {now: null} : {}), crmWithCompanies()])
    await insertEvents(project, at(asOf, activity()))
    await insertGroups(project, Object.fromEntries([...BUYERS, TALKER].map((key) => [key, groupOf(key)])))
    const form = formFor(
        project,
        {attio_token: crm.token, routing_confirmed: "on", target_hour: targetHour},
        {
            attio_url: crm.url,
            signals: SIGNALS,
            ...o.settings,
        },
    )
    return {project, crm, form, asOf}
}

const SIGNALS = onlySignals({billing_intent: {}, support_engagement: {}})

/** The same settings for another, untouched CRM. */
export async function withFreshCrm(world: RunnerWorld): Promise<RunnerWorld> {
    const crm = await crmWithCompanies()
    const settings = JSON.parse(String(world.form.settings)) as Record<string, unknown>
    const form = {
        ...world.form,
        attio_token: crm.token,
        settings: JSON.stringify({...settings, attio_url: crm.url}),
    }
    return {...world, crm, form}
}

async function crmWithCompanies(): Promise<TestCrm> {
    const crm = await openCrm()
    await crm.admin.seedRecords(
        crm.workspaceId,
        "companies",
        BUYERS.map((key) => ({values: {name: `Company ${key}`, domains: [`${key}.example`]}})),
    )
    return crm
}

function activity(): TinyEvent[] {
    const checkouts = BUYERS.map((account) => ({event: "checkout_started", account, person: `p-${account}`}))
    const talks = ["c1", "c2", "c3"].map((conversation_id) => ({
        event: "support_ticket_created",
        account: TALKER,
        person: `p-${TALKER}`,
        properties: {conversation_id},
    }))
    return [...checkouts, ...talks]
}

/** Events whose hours are counted back from another instant than AS_OF. */
export function at(asOf: string, events: readonly TinyEvent[]): TinyEvent[] {
    const later = (Date.parse(asOf) - Date.parse(AS_OF)) / HOUR_MS
    return events.map((event) => ({...event, hoursAgo: (event.hoursAgo ?? 24) - later}))
}

function groupOf(key: string): Record<string, string> {
    return {name: `Company ${key}`, domain: `${key}.example`}
}

/** Requests that change something in either service since a point in time. */
export async function writesSince(
    world: RunnerWorld,
    mark: {readonly posthog: number; readonly attio: number} = {posthog: 0, attio: 0},
): Promise<{posthog: number; attio: number}> {
    const posthog = await world.project.admin.requests({projectId: world.project.id, since: mark.posthog})
    return {
        posthog: posthog.filter(({kind}) => kind === "write").length,
        attio: await world.crm.writes(mark.attio),
    }
}

/** The newest request of either service. */
export async function markOf(world: RunnerWorld): Promise<{posthog: number; attio: number}> {
    const requests = await world.project.admin.requests({projectId: world.project.id})
    return {posthog: requests.at(-1)?.seq ?? 0, attio: await world.crm.mark()}
}
