import {startAttio} from "../sandbox/attio"
import {ALL_SCOPES} from "../sandbox/attio/admin"
import type {PostHogStandIn} from "../sandbox/posthog"
import {manyDeals} from "./many-deals"
import {measuredRun} from "./memory"

/** What the first sync of deal outcomes took. */
export interface SyncFigures {
    readonly deals: number
    /** Events sent. */
    readonly events: number
    /** Requests to Attio. */
    readonly reads: number
    /** Peak resident memory of the runner's process, bytes. */
    readonly peak_rss: number
    readonly seconds: number
}

/**
 * The first sync of so many deals by the packed runner, at the speed that the limits of Attio allow. Routing is off: the
 * sync reads all the same.
 *
 * @throws Error with the runner's words when it fails
 */
export async function memoryOfSync(posthog: PostHogStandIn, deals: number): Promise<SyncFigures> {
    const attio = await startAttio()
    try {
        const {id: projectId} = await posthog.admin.createProject({
            name: "Many deals",
            groupTypes: [{group_type: "company"}],
        })
        const {workspaceId} = await manyDeals(attio.admin, deals, Date.now())
        const token = await attio.admin.createToken(workspaceId, {scopes: ALL_SCOPES})
        const {text, peakRss, seconds} = await measuredRun(posthog, projectId, [], {
            BETON_ATTIO_TOKEN: token,
            BETON_SETTINGS: JSON.stringify({attio_url: attio.url}),
        })
        const [, read, , events] =
            /Outcomes: (\d+) deals read, (\d+) new or changed, (\d+) events sent/.exec(text) ?? []
        if (Number(read) !== deals) throw new Error(`The sync did not finish.\n${text.slice(-2000)}`)
        const reads = (await attio.admin.requests({workspaceId})).length
        return {deals, events: Number(events), reads, peak_rss: peakRss, seconds}
    } finally {
        await attio.close()
    }
}
