import {verify} from "@beton/shared/events/signing"

import {KEYS, type TestProject, verifiedFirings, verifiedRuns} from "../../app/support/project"
import {type CapturedEvent, capturedEvents, openWire} from "../../app/support/wire"
import type {Built} from "./built"
import {temporaryFolder} from "./built"
import {betonDeals, type PlainDeal} from "./deals"
import {start, virtualClock} from "./in-process"
import {type RunnerWorld, withFreshCrm} from "./world"

/** What a run leaves: its firings, what its summary counts, its deals. */
export interface EndState {
    readonly firings: readonly object[]
    readonly runs: readonly object[]
    readonly deals: readonly PlainDeal[]
}

/** What is in PostHog (duplicates merged, as ClickHouse does sooner or later) and in the CRM. */
export async function endState({project, crm}: RunnerWorld): Promise<EndState> {
    await project.admin.mergeDuplicates(project.id)
    const firings = await verifiedFirings(project)
    return {
        firings: byUuid(firings.map(({uuid, account, asOf, content}) => ({uuid, account, asOf, content}))),
        runs: (await verifiedRuns(project)).map(counted),
        deals: await betonDeals(crm),
    }
}

/**
 * What an undisturbed run of the same project would leave, on a CRM of its own. What it sends to PostHog does not arrive
 * there, so the project stays as it is for the run that is disturbed; ask before that one.
 */
export async function undisturbed(built: Built, world: RunnerWorld, now: number): Promise<EndState> {
    const other = await withFreshCrm(world)
    const wire = openWire()
    wire.before = async ({url}) =>
        url.endsWith("/batch/") ? {status: 200, text: '{"status":"Ok"}'} : undefined
    const {outcome, message} = await start(built, {
        form: other.form,
        state: temporaryFolder("undisturbed"),
        clock: virtualClock(now),
        fetch: wire.nativeFetch,
    })
    if (outcome !== "done") throw new Error(`The undisturbed run: ${outcome}. ${message}`)
    const events = capturedEvents(wire.sent)
    const of = (name: string) => events.filter(({event}) => event === name)
    return {
        firings: byUuid(
            of("beton_signal_fired").map((event) => {
                const {account, as_of: asOf, content} = envelopeOf(event, world.project)
                return {uuid: event.uuid, account, asOf, content}
            }),
        ),
        runs: of("beton_run_completed").map((event) =>
            counted(envelopeOf(event, world.project).content as Record<string, unknown>),
        ),
        deals: await betonDeals(other.crm),
    }
}

const byUuid = <T extends {readonly uuid: string}>(list: T[]): T[] =>
    list.sort((a, b) => (a.uuid < b.uuid ? -1 : 1))

function envelopeOf({event, properties}: CapturedEvent, {id}: TestProject) {
    const trust = verify(properties, {publicKeys: [KEYS.publicKey], project: String(id), kind: event})
    if (!trust.ok) throw new Error(`An event does not verify: ${trust.reason}`)
    return trust.envelope
}

/** What depends on how often a run was cut off, and is told in its summary. */
const VARYING = ["started_at", "finished_at", "calls", "queries"]

function counted(summary: object): object {
    return Object.fromEntries(Object.entries(summary).filter(([name]) => !VARYING.includes(name)))
}
