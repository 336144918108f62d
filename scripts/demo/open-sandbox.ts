import {randomBytes} from "node:crypto"
import {existsSync, readdirSync, statSync} from "node:fs"
import path from "node:path"

import {ATTIO_SCOPES, DASHBOARD_SCOPES, POSTHOG_SCOPES} from "@beton/posthog-app/config/scopes"
import {keyPairOf} from "@beton/shared/events/signing"

import type {Io} from "../cli/io"
import {loadExport} from "../import/load-export"
import {startAttio} from "../sandbox/attio"
import {startPostHog} from "../sandbox/posthog"
import {loadStory, STORY_CONFIG, STORY_MEMBERS, STORY_NOW} from "../sandbox/story"
import {type DemoFiles, demoFiles, type DemoState, loadedDemo, saveDemo} from "./demo-state"

type PostHog = Awaited<ReturnType<typeof startPostHog>>
type Attio = Awaited<ReturnType<typeof startAttio>>

/** Stand-ins with data, ready for a run. */
export interface OpenSandbox {
    readonly posthog: PostHog
    /** null when the data are somebody's own export, which has no CRM. */
    readonly attio: Attio | null
    readonly state: DemoState
    readonly files: DemoFiles
    /** Settings that fit the data, without hosts and keys. */
    readonly settings: Readonly<Record<string, unknown>>
    readonly source: string
}

/** Scopes of the demo's key, those for dashboards among them. */
const KEY_SCOPES = [...POSTHOG_SCOPES, ...DASHBOARD_SCOPES].map(({scope}) => scope)
/** The fictional vendor's own domain: its test account uses the product most and is no lead. */
const VENDOR_DOMAIN = "lumenboard.example"
/** Opens the demo's sandbox: the story, or an export. What an earlier demo loaded is used again. */
export async function openSandbox(o: {
    readonly root: string
    readonly data: string | undefined
    readonly io: Io
}): Promise<OpenSandbox> {
    const {root, data, io} = o
    const name = data === undefined ? "story" : path.basename(path.resolve(data))
    const files = demoFiles(root, name)
    const earlier = loadedDemo(files, data === undefined ? `story ${STORY_NOW}` : fingerprint(data))
    const now = earlier?.now ?? STORY_NOW
    const posthog = await startPostHog({dataDir: files.posthogDir})
    io.defer(() => posthog.close())
    const attio =
        data === undefined
            ? await startAttio({stateFile: files.attioFile, clock: () => Date.parse(now)})
            : null
    if (attio !== null) io.defer(() => attio.close())
    const settings = data === undefined ? storySettings() : {}
    const source =
        data === undefined
            ? "The story: a fictional company with known truth"
            : `Exported events from ${name}`
    if (earlier !== null) return {posthog, attio, state: earlier, files, settings, source}
    const state =
        data === undefined ? await loadTheStory(posthog, attio, io) : await loadTheExport(posthog, data, io)
    saveDemo(files, state)
    return {posthog, attio, state, files, settings, source}
}

async function loadTheStory(posthog: PostHog, attio: Attio | null, io: Io): Promise<DemoState> {
    if (attio === null) throw new Error("The story needs a CRM.")
    const progress = io.progress("Loading the story")
    const {id} = await posthog.admin.createProject({
        name: "Story",
        timezone: "Europe/Berlin",
        weekStartDay: 1,
        now: STORY_NOW,
    })
    const {workspaceId} = await attio.admin.createWorkspace({
        name: "Story",
        slug: "story",
        dealsEnabled: true,
        members: [...STORY_MEMBERS],
    })
    const loaded = await loadStory({
        posthog: posthog.admin,
        attio: attio.admin,
        projectId: id,
        workspaceId,
        onProgress: (events) => progress.update(null, `${events.toLocaleString("en")} events`),
    })
    progress.done(
        `${loaded.events.toLocaleString("en")} events, ${loaded.accounts} accounts, ${loaded.deals} deals`,
    )
    return {
        version: 1,
        data: `story ${STORY_NOW}`,
        projectId: id,
        posthogKey: await posthog.admin.createPersonalKey({scopes: KEY_SCOPES}),
        signingKey: keyPairOf(randomBytes(32)).privateKey,
        workspaceId,
        attioToken: await attio.admin.createToken(workspaceId, {
            scopes: ATTIO_SCOPES.map(({scope}) => scope),
        }),
        now: STORY_NOW,
        loaded: {events: loaded.events, accounts: loaded.accounts},
    }
}

async function loadTheExport(posthog: PostHog, data: string, io: Io): Promise<DemoState> {
    const progress = io.progress("Loading")
    const loaded = await loadExport(posthog.admin, data, {
        name: path.basename(path.resolve(data)),
        signal: io.signal,
        onProgress: (_part, fraction, events) =>
            progress.update(fraction, `${events.toLocaleString("en")} events`),
    })
    progress.done(`${loaded.events.toLocaleString("en")} events`)
    for (const note of loaded.notes) io.log(note)
    return {
        version: 1,
        data: fingerprint(data),
        projectId: loaded.project_id,
        posthogKey: await posthog.admin.createPersonalKey({scopes: KEY_SCOPES}),
        signingKey: keyPairOf(randomBytes(32)).privateKey,
        workspaceId: null,
        attioToken: null,
        now: loaded.now,
        loaded: {events: loaded.events, accounts: loaded.groups},
    }
}

/** Settings of the app that fit the story; routing is confirmed, as an admin would after reading a dry run. */
function storySettings(): Record<string, unknown> {
    return {
        account: `${STORY_CONFIG.account.type}:${STORY_CONFIG.account.group_type}`,
        domain_property: STORY_CONFIG.domain_property,
        outcome_event: STORY_CONFIG.outcome_event,
        routing_confirmed: "on",
        settings: {
            name_property: STORY_CONFIG.name_property,
            internal_domains: [VENDOR_DOMAIN],
            signals: STORY_CONFIG.signals,
        },
    }
}

/** Names, sizes and times of the export's files: a changed export is loaded again. */
function fingerprint(dir: string): string {
    if (!existsSync(dir)) return `${path.resolve(dir)} missing`
    const parts = readdirSync(dir)
        .filter((file) => /\.jsonl(\.gz)?$/.test(file))
        .sort()
        .map((file) => {
            const {size, mtimeMs} = statSync(path.join(dir, file))
            return `${file} ${size} ${Math.floor(mtimeMs)}`
        })
    return [path.resolve(dir), ...parts].join("; ")
}
