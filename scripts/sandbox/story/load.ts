/** Loads a story into a running PostHog stand-in and, if wanted, an Attio stand-in. */
import type {AttioAdmin} from "../attio/admin"
import type {PostHogAdmin} from "../posthog/admin-types"
import {makeContacts} from "./contacts"
import {propertyDefinitions, STORY_GROUP_TYPE} from "./definitions"
import {accountRows, storyAccounts} from "./generate"
import {LineBuffer} from "./line-buffer"
import {loadCrm} from "./load-crm"
import {distinctIdLines, eventLine, groupLine, overrideLines, personLine} from "./ndjson"
import {DEFAULT_SEED, STORY_NOW, type StorySize} from "./parameters"
import {truthOf} from "./truth"

/** Where to load which story. */
export interface LoadStoryOptions {
    posthog: PostHogAdmin
    /** With `workspaceId`: also load companies, people and deals. The workspace needs STORY_MEMBERS as members. */
    attio?: AttioAdmin
    projectId: number
    workspaceId?: string
    size?: StorySize
    seed?: number
    /** Called after each insert with the number of events so far. */
    onProgress?: (events: number) => void
}

/** Size of one insert in bytes: large enough for few parts, small enough for the memory. */
const CHUNK_BYTES = 24_000_000

/**
 * Loads a story: sets the project's group type and fixed clock, inserts events, persons and groups, registers
 * definitions, then the CRM. Loading the same story twice into a project doubles nothing once duplicates are merged.
 */
export async function loadStory(
    options: LoadStoryOptions,
): Promise<{events: number; accounts: number; deals: number}> {
    const {posthog, attio, projectId, workspaceId, size = "full", seed = DEFAULT_SEED, onProgress} = options
    await posthog.updateProject(projectId, {groupTypes: [STORY_GROUP_TYPE], now: STORY_NOW})
    const accounts = storyAccounts({size, seed})
    const tables: Record<string, string[]> = {
        person: [],
        person_distinct_id2: [],
        person_distinct_id_overrides: [],
        groups: [],
    }
    const lastSeen = new Map<string, number>()
    const buffer = new LineBuffer(CHUNK_BYTES)
    let events = 0
    let inserting = Promise.resolve()
    const flush = async (): Promise<void> => {
        const chunk = buffer.take()
        const count = events
        await inserting
        // The next chunk is made while this one is inserted.
        inserting = posthog.insert("events", chunk).then(() => onProgress?.(count))
        inserting.catch(() => undefined)
        // Lets the request leave before the thread is busy again.
        await new Promise((resolve) => setTimeout(resolve, 0))
    }
    for (const account of accounts) {
        const rows = accountRows(account, {size, seed})
        for (const event of rows.events) {
            const line = eventLine(projectId, event)
            if (!buffer.add(line)) {
                await flush()
                buffer.add(line)
            }
            events++
            lastSeen.set(event.event, Math.max(lastSeen.get(event.event) ?? 0, event.timestamp))
        }
        for (const person of rows.persons) {
            tables.person?.push(personLine(projectId, person))
            tables.person_distinct_id2?.push(...distinctIdLines(projectId, person))
            tables.person_distinct_id_overrides?.push(...overrideLines(projectId, person))
        }
        if (rows.group) tables.groups?.push(groupLine(projectId, rows.group))
    }
    if (buffer.length > 0) await flush()
    await inserting
    for (const [table, rows] of Object.entries(tables)) {
        if (rows.length > 0) await posthog.insert(table, rows.join("\n"))
    }
    await posthog.registerDefinitions(projectId, {
        events: [...lastSeen].map(([name, at]) => ({name, last_seen_at: new Date(at).toISOString()})),
        properties: propertyDefinitions(),
    })
    const {companies, deals} = truthOf(accounts, size, seed)
    if (attio && workspaceId) {
        const contacts = makeContacts(accounts, companies, size, seed)
        await loadCrm(attio, workspaceId, {companies, deals, contacts})
    }
    return {events, accounts: accounts.length, deals: deals.length}
}
