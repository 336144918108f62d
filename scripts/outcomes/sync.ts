import {findAccountSource} from "@beton/posthog-app/account-source"
import {clientsOf} from "@beton/posthog-app/clients/clients"
import {Transport} from "@beton/posthog-app/clients/transport"
import type {Config} from "@beton/posthog-app/config/config"
import type {Host} from "@beton/posthog-app/host"
import {KnownDeals} from "@beton/posthog-app/outcomes/known"
import type {OutcomesProgress} from "@beton/posthog-app/outcomes/progress"
import {StoredOutcomes} from "@beton/posthog-app/outcomes/stored"
import {syncUnit} from "@beton/posthog-app/outcomes/units"
import {dealSource} from "@beton/posthog-app/steps/outcomes"
import {newRun, type RunState} from "@beton/posthog-app/steps/run-state"
import {mayWait} from "@beton/posthog-app/steps/step"
import {RunStore} from "@beton/posthog-app/store"
import {fail, type Result, succeed} from "@beton/shared/api/result"
import {waitBeforeRetry} from "@beton/shared/api/retry"
import {runId} from "@beton/shared/events/ids"

/** A host that can wait, which the command line can. */
export type WaitingHost = Host & {readonly sleep: (ms: number) => Promise<void>}

/**
 * Reads all deals and sends their events, the units of the daily step one after the other. With a storage that knows
 * nothing it is a full sync: everything is sent again, under the same ids.
 *
 * @param asOf unix ms: the revision of what is sent
 */
export async function syncOutcomes(
    host: WaitingHost,
    config: Config,
    asOf: number,
    onUnit: (progress: OutcomesProgress) => void = () => undefined,
): Promise<Result<OutcomesProgress>> {
    const transport = new Transport(host, {budgetMs: Infinity})
    const {posthog, attio} = clientsOf(host, config, transport)
    const deals = dealSource({attio, posthog, config})
    if (deals === null) return fail("refused", "No Attio token is set (attio_token).", "no_token")
    const project = await posthog.project()
    if (!project.ok) return project
    const account = await findAccountSource(posthog, config, project.value)
    if (!account.ok) return account
    const store = new RunStore(host.storage)
    const context = {
        host,
        config,
        posthog,
        attio,
        deals,
        transport,
        store,
        checkpoint: async () => undefined,
        stored: new StoredOutcomes(store),
        known: new KnownDeals(host.storage),
    }
    let state = startOf(host, config, asOf, project.value.api_token, account.value)
    for (;;) {
        const unit = await syncUnit(state, context)
        onUnit(unit.progress)
        state = {...state, outcomes: unit.progress}
        if (unit.kind === "done") {
            await context.stored.drop()
            return succeed(unit.progress)
        }
        if (unit.kind !== "failed") {
            state = {...state, attempts: 0}
            continue
        }
        if (!mayWait(unit.failure, state, context)) return {ok: false, failure: unit.failure}
        await host.sleep(waitBeforeRetry(unit.failure, state.attempts, host.random()))
        state = {...state, attempts: state.attempts + 1}
    }
}

function startOf(
    host: Host,
    {project}: Config,
    at: number,
    apiToken: string,
    account: NonNullable<RunState["account"]>,
): RunState {
    const asOf = new Date(at).toISOString()
    const run = newRun({
        kind: "daily",
        dry: false,
        runId: runId(project, asOf),
        asOf,
        due: asOf,
        instants: 1,
        now: host.now(),
        seq: 0,
        before: null,
    })
    return {...run, phase: "outcomes", apiToken, account}
}
