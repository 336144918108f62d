import {accountRef, DEAL} from "@beton/posthog-app/attio/deal-attributes"
import type {Config} from "@beton/posthog-app/config/config"
import {pairingOf} from "@beton/posthog-app/pairing"
import {encodePairing} from "@beton/shared/pairing"

import {buildAttioApp} from "../build/build-attio-app"
import {pairedSource} from "../connect/paired-source"
import {ALL_SCOPES, type AttioAdmin} from "../sandbox/attio/admin"
import {type AttioPreview, type ConnectionKind, startAttioPreview} from "../sandbox/attio-preview"
import type {DemoState} from "./demo-state"

/** As it is set up in Attio's developer dashboard for the shipped app. */
export const POSTHOG_CONNECTION: ConnectionKind = {
    key: "posthog",
    title: "PostHog",
    description: "Beton reads the evidence behind a score from your PostHog project.",
    secretLabel: "Personal API key",
    scope: "workspace",
}

/** What the preview needs of a loaded sandbox. */
export interface PreviewedSandbox {
    readonly posthog: {readonly url: string}
    readonly attio: {readonly url: string; readonly admin: Pick<AttioAdmin, "createToken">} | null
    readonly state: Pick<DemoState, "workspaceId" | "attioToken" | "posthogKey" | "now">
}

/**
 * The Attio app as it is built, over the demo's stand-ins: paired and connected, so that its pages show the demo's
 * data. null when the data have no CRM.
 *
 * @param port 0 for any free one
 * @param log gets a sentence about what could not be found out
 */
export async function startDemoPreview(
    {posthog, attio, state}: PreviewedSandbox,
    config: Config,
    port = 0,
    log: (text: string) => void = () => undefined,
): Promise<AttioPreview | null> {
    if (attio === null || state.workspaceId === null || state.attioToken === null) return null
    const {workspaceId, attioToken} = state
    const readToken = await attio.admin.createToken(workspaceId, {scopes: ALL_SCOPES})
    const userId = await firstMember(attio.url, readToken)
    const source = await pairedSource(config, log)
    const startedAt = Date.now()
    const preview = await startAttioPreview({
        dist: await buildAttioApp(),
        attio: {url: attio.url, workspaceId, token: attioToken, readToken},
        upstreams: [
            {kind: "posthog", origins: [], target: posthog.url},
            {kind: "attio", origins: ["https://api.attio.com"], target: attio.url},
        ],
        connections: [POSTHOG_CONNECTION],
        env: {},
        userId,
        // The story's day, so that "2 days ago" means what it says.
        now: () => Date.parse(state.now) + (Date.now() - startedAt),
        port,
    })
    preview.app.state.settings.set("pairing", encodePairing(pairingOf(config, source)))
    await preview.app.connect(POSTHOG_CONNECTION.key, state.posthogKey)
    return preview
}

/** Addresses of the companies' pages in the preview, by account; accounts without a company in the CRM have none. */
export async function companyPages(
    preview: AttioPreview,
    project: string,
    accounts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
    const found = await Promise.all(
        accounts.map(async (account) => {
            const filter = {[DEAL.account]: accountRef(project, account)}
            const [company] = await preview.app.reader.records("companies", {limit: 1, filter})
            const page = `${preview.url}/objects/companies/${company?.id.record_id ?? ""}`
            return company === undefined ? [] : [[account, page] as const]
        }),
    )
    return new Map(found.flat())
}

async function firstMember(url: string, token: string): Promise<string> {
    const response = await fetch(`${url}/v2/workspace_members`, {headers: {authorization: `Bearer ${token}`}})
    const {data} = (await response.json()) as {data: {id: {workspace_member_id: string}}[]}
    return data[0]?.id.workspace_member_id ?? ""
}
