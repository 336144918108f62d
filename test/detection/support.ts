import {PostHogClient} from "@beton/posthog-app/clients/posthog"
import type {Config} from "@beton/posthog-app/config/config"
import type {AccountSource} from "@beton/shared/queries/account"
import {detectionQuery} from "@beton/shared/queries/detection"
import {type Grid, gridOf, instantOf} from "@beton/shared/queries/grid"
import {bindQuery} from "@beton/shared/queries/query"
import {type AnySignal, signalById, type SignalId, SIGNALS} from "@beton/shared/signals/index"

import {configOrThrow} from "../../scripts/cli/config-file"
import {readingHost} from "../../scripts/node-host"
import type {ProjectPatch} from "../../scripts/sandbox/posthog/admin-types"
import {createFixture, type ProjectFixture} from "../sandbox/posthog-fixture"

/** Detection over months of events takes seconds on a busy machine. */
jest.setTimeout(240_000)

export const DAY_MS = 86_400_000

/** The ids of all signals, in the order of the registry. */
export const SIGNAL_IDS: readonly SignalId[] = SIGNALS.map((signal) => signal.id)

/** A row of a detection, its columns by name. */
export type Row = Readonly<Record<string, unknown>> & {readonly account: string; readonly day: number}

/** What a detection is asked, beyond the signal. */
export interface Ask {
    /** Instants, unix ms. */
    readonly instants: readonly number[]
    readonly account?: AccountSource
    /** Effective settings; default those of the configuration. */
    readonly settings?: Readonly<Record<string, unknown>>
    /** Rows per page; default one page for all. */
    readonly pageRows?: number
    readonly partitions?: number
}

/** A project with a client as the app uses it. */
export interface DetectionProject extends ProjectFixture {
    readonly config: Config
    readonly client: PostHogClient
    /** All rows of a signal, in the order of the answers: partition by partition, page by page. */
    detect(signal: SignalId, ask: Ask): Promise<Row[]>
    /** The rows of one signal per page: to look at the pages themselves. */
    pages(signal: SignalId, ask: Ask): Promise<Row[][]>
}

/** Accounts by the first group type. */
export const COMPANIES: AccountSource = {type: "group", groupType: "company", groupTypeIndex: 0}
/** Accounts by e-mail domain. */
export const DOMAINS: AccountSource = {type: "email_domain", emailProperty: "email", excludedDomains: []}

/** The definition of a signal. */
export function signalOf(id: SignalId): AnySignal {
    const signal = signalById(id)
    if (signal === undefined) throw new Error(`There is no signal ${id}.`)
    return signal
}

/** Effective settings of a signal: defaults, and what is given. */
export function settingsOf(
    id: SignalId,
    changed: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
    return signalOf(id).params.parse(changed) as Record<string, unknown>
}

/** A project without the limits that tests would run into. `settings` are the app's settings, as in its form. */
export async function createDetectionProject(
    o: {project?: ProjectPatch; settings?: Record<string, unknown>} = {},
): Promise<DetectionProject> {
    return detectionProject(
        await createFixture({groupTypes: [{group_type: "company"}], ...o.project}),
        o.settings ?? {},
    )
}

/** The same for a project that exists already. */
export async function detectionProject(
    fixture: ProjectFixture,
    form: Record<string, unknown>,
): Promise<DetectionProject> {
    const {admin, id, key, url} = fixture
    await admin.setLimits(id, {
        ...{perMinute: 1e6, perHour: 1e6, privatePerMinute: 1e6, privatePerHour: 1e6},
        ...{concurrent: 3, waitMs: 200_000, maxSeconds: 60},
    })
    const config = configOrThrow({
        ...form,
        posthog_host: url,
        posthog_key: key,
        posthog_project: String(id),
        // A valid key of no importance: nothing is signed here.
        signing_key: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    })
    const client = new PostHogClient(
        readingHost(Date.now, () => undefined),
        config,
    )
    const pages: DetectionProject["pages"] = async (signal, ask) => {
        const found: Row[][] = []
        const count = ask.partitions ?? 1
        for (let index = 0; index < count; index++) found.push(...(await slice(signal, ask, {index, count})))
        return found
    }
    const slice = async (signal: SignalId, ask: Ask, partition: {index: number; count: number}) => {
        const limit = ask.pageRows ?? 50_000
        const grid: Grid = gridOf(ask.instants)
        const found: Row[][] = []
        let cursor: {account: string; day: number} | null = null
        for (;;) {
            const answer = await client.query(detectionQuery(signalOf(signal)), {
                settings: ask.settings ?? config.settings.signals[signal],
                account: ask.account ?? COMPANIES,
                ...{grid, partition, cursor, limit},
            })
            if (!answer.ok) throw new Error(`${signal}: ${answer.failure.message}`)
            const page = answer.value as unknown as Row[]
            if (page.length > 0) found.push(page)
            const last = page[page.length - 1]
            if (last === undefined || page.length < limit) return found
            cursor = {account: last.account, day: last.day}
        }
    }
    return {
        ...fixture,
        config,
        client,
        pages,
        detect: async (signal, ask) => (await pages(signal, ask)).flat(),
    }
}

/** The query of a detection as it is sent. */
export function textOfDetection(signal: SignalId, ask: Ask): string {
    return bindQuery(detectionQuery(signalOf(signal)), {
        settings: ask.settings ?? {},
        account: ask.account ?? COMPANIES,
        grid: gridOf(ask.instants),
        partition: {index: 0, count: ask.partitions ?? 1},
        cursor: null,
    }).text
}

/** Rows with the instant that each speaks of, ordered by instant, then account in byte order. */
export function byInstant(rows: readonly Row[], instants: readonly number[]): (Row & {asOf: string})[] {
    const grid = gridOf(instants)
    return rows
        .map((row) => ({...row, asOf: new Date(instantOf(grid, row.day)).toISOString()}))
        .sort((a, b) => a.day - b.day || Buffer.compare(Buffer.from(a.account), Buffer.from(b.account)))
}

/** `count` instants a day apart, the last one given. */
export function daily(last: string, count: number): number[] {
    return Array.from({length: count}, (_, i) => Date.parse(last) - (count - 1 - i) * DAY_MS)
}

/**
 * To be awaited after long computing: the server closes connections that are idle for seconds, and only then does this
 * process hear of it. Without the pause the next request would go out on a closed one.
 */
export function afterComputing(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 250))
}
