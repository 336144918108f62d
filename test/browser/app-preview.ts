import {configOrThrow} from "@beton/scripts/cli/config-file"
import {startDemoPreview} from "@beton/scripts/demo/attio-preview"
import type {AttioPreview} from "@beton/scripts/sandbox/attio-preview"

import type {TestCrm} from "../app/support/crm"
import {AS_OF, type TestProject} from "../app/support/project"

/** When reps look: two hours after the run. */
export const NOW = Date.parse(AS_OF) + 2 * 3_600_000
export const HOUR_MS = 3_600_000

/** The shipped app as the demo starts it, on a clock that the test moves. */
export interface AppPreview {
    readonly preview: AttioPreview
    /** Sets the workspace's clock, unix ms. */
    at(now: number): void
    /** HogQL queries that reached PostHog since the start. */
    queries(): Promise<number>
}

/** Starts the built app on a project and a workspace; paired and connected. */
export async function openApp({project, crm, form}: {readonly project: TestProject; readonly crm: TestCrm; readonly form: Readonly<Record<string, unknown>>}): Promise<AppPreview> {
    let clock = NOW
    let movedAt = Date.now()
    const startedAt = movedAt
    const state = {
        ...{workspaceId: crm.workspaceId, attioToken: crm.token, posthogKey: project.key},
        // The preview adds what has passed since its start.
        get now() {
            return new Date(clock - (movedAt - startedAt)).toISOString()
        },
    }
    const attio = {url: crm.url, admin: crm.admin}
    const preview = await startDemoPreview({posthog: {url: project.url}, attio, state}, configOrThrow(form))
    if (preview === null) throw new Error("The preview did not start.")
    return {
        preview,
        at(now) {
            clock = now
            movedAt = Date.now()
        },
        async queries() {
            const all = await project.admin.requests({projectId: project.id})
            return all.filter(({path}) => path.endsWith("/query/")).length
        },
    }
} // prettier-ignore
