import {mkdtempSync, rmSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {ATTIO_SCOPES, POSTHOG_SCOPES} from "@beton/posthog-app/config/scopes"
import {keyPairOf} from "@beton/shared/events/signing"

import {buildPlugin} from "../build/build-plugin"
import {configOrThrow} from "../cli/config-file"
import {startDemoPreview} from "../demo/attio-preview"
import {runDay} from "../demo/run-day"
import {startAttio} from "../sandbox/attio"
import type {AttioPreview} from "../sandbox/attio-preview"
import {startPostHog} from "../sandbox/posthog"
import {loadStory, STORY_CONFIG, STORY_MEMBERS, STORY_NOW} from "../sandbox/story"

/** The Attio app on a small story that the PostHog app has run a day on. */
export interface PreviewWorld {
    readonly preview: AttioPreview
    readonly posthog: {
        readonly url: string
        readonly project: number
        readonly key: string
        /** How long PostHog took for the newest query, ms. */
        lastQuery(): Promise<number>
    }
    /** Page of a hot company. */
    readonly company: string
    /** Moves the workspace's clock ahead, ms: what was kept is over then. */
    advance(ms: number): void
    close(): Promise<void>
}

/** Starts everything that the pages need; a minute's work. */
export async function previewWorld(say: (text: string) => void): Promise<PreviewWorld> {
    const folder = mkdtempSync(path.join(tmpdir(), "beton-bench-"))
    const closers: (() => unknown)[] = [() => rmSync(folder, {recursive: true, force: true})]
    const close = async (): Promise<void> => {
        for (const closer of closers.splice(0).reverse()) await closer()
    }
    try {
        say("Preview: a small story")
        const posthog = await startPostHog()
        closers.push(() => posthog.close())
        const attio = await startAttio({clock: () => Date.parse(STORY_NOW)})
        closers.push(() => attio.close())
        const {id: project} = await posthog.admin.createProject({timezone: "Europe/Berlin", now: STORY_NOW})
        const {workspaceId} = await attio.admin.createWorkspace({dealsEnabled: true, members: [...STORY_MEMBERS]}) // prettier-ignore
        await loadStory({posthog: posthog.admin, attio: attio.admin, projectId: project, workspaceId, size: "micro"}) // prettier-ignore
        await posthog.admin.setLimits(project, {perMinute: 1_000_000, perHour: 1_000_000})
        const key = await posthog.admin.createPersonalKey({scopes: POSTHOG_SCOPES.map(({scope}) => scope)})
        const attioToken = await attio.admin.createToken(workspaceId, {scopes: ATTIO_SCOPES.map(({scope}) => scope)}) // prettier-ignore
        const raw = formOf({posthogUrl: posthog.url, key, project, attioUrl: attio.url, attioToken})
        const plugin = await buildPlugin()
        const storageFile = path.join(folder, "host.json")
        const startAt = Date.parse(STORY_NOW)
        const {problems} = await runDay({...plugin, config: raw, startAt, storageFile, onProgress: (text) => say(`Preview: ${text}`)}) // prettier-ignore
        if (problems.length > 0) throw new Error(problems.join("\n"))
        let now = startAt
        const state = {
            ...{workspaceId, attioToken, posthogKey: key},
            get now() {
                return new Date(now).toISOString()
            },
        }
        const preview = await startDemoPreview({posthog, attio, state}, configOrThrow(raw))
        if (preview === null) throw new Error("The preview did not start.")
        closers.push(() => preview.close())
        const [hot] = await preview.app.reader.records("companies", {
            limit: 1,
            filter: {pql_score: {$gte: 60}},
        })
        if (hot === undefined) throw new Error("The story has no hot company.")
        return {
            preview,
            posthog: {
                ...{url: posthog.url, project, key},
                async lastQuery() {
                    const all = await posthog.admin.requests({projectId: project})
                    return all.filter((one) => one.path.endsWith("/query/")).at(-1)?.ms ?? NaN
                },
            },
            company: `${preview.url}/objects/companies/${hot.id.record_id}`,
            advance: (ms) => (now += ms),
            close,
        }
    } catch (error) {
        await close()
        throw error
    }
}

function formOf(o: {readonly posthogUrl: string; readonly key: string; readonly project: number; readonly attioUrl: string; readonly attioToken: string}): Record<string, unknown> {
    return {
        posthog_host: o.posthogUrl,
        posthog_key: o.key,
        posthog_project: String(o.project),
        signing_key: keyPairOf(new Uint8Array(32).fill(7)).privateKey,
        account: `group:${STORY_CONFIG.account.group_type}`,
        domain_property: STORY_CONFIG.domain_property,
        outcome_event: STORY_CONFIG.outcome_event,
        attio_token: o.attioToken,
        routing_confirmed: "on",
        settings: {
            ...{name_property: STORY_CONFIG.name_property, signals: STORY_CONFIG.signals, attio_url: o.attioUrl},
            ...{backtest: {enabled: false}, dashboards: {enabled: false}, outcomes: {from: "off"}},
        },
    }
} // prettier-ignore
