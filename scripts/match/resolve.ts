import {externalIdProblem} from "@beton/posthog-app/attio/external-id"
import {findCompany} from "@beton/posthog-app/attio/find-company"
import type {AttioClient} from "@beton/posthog-app/clients/attio"
import type {PostHogClient} from "@beton/posthog-app/clients/posthog"
import type {Config} from "@beton/posthog-app/config/config"
import {NO_PROFILE, profilesOf} from "@beton/posthog-app/profiles"
import {fail, type Failure, isTransient, type Result, succeed} from "@beton/shared/api/result"
import {waitBeforeRetry} from "@beton/shared/api/retry"
import type {DecidedAccount} from "@beton/shared/crm/match-report"
import type {AccountSource} from "@beton/shared/queries/account"

/** Look-ups under way at once; the client keeps below Attio's rate all the same. */
const AT_ONCE = 4
/** So often one look-up is repeated while Attio is busy. */
const TRIES = 5

/** What waiting needs. */
export interface Waiting {
    readonly sleep: (ms: number) => Promise<void>
    readonly random: () => number
}

/** Which company each account is, by the rules of routing (D2). Only reads: at most two requests per account. */
export async function resolveAccounts(
    apis: {readonly posthog: PostHogClient; readonly attio: AttioClient},
    config: Config,
    source: AccountSource,
    keys: readonly string[],
    o: Waiting & {readonly onDone: (accounts: number) => void},
): Promise<Result<DecidedAccount[]>> {
    const ready = await checkExternalId(apis.attio, config, o)
    if (!ready.ok) return ready
    const profiles = await profilesOf(apis.posthog, config, source, keys)
    if (!profiles.ok) return profiles
    const decided: DecidedAccount[] = []
    for (let next = 0; next < keys.length; next += AT_ONCE) {
        const found = await Promise.all(
            keys.slice(next, next + AT_ONCE).map(async (account) => {
                const profile = profiles.value.get(account) ?? NO_PROFILE
                const look = () => findCompany(apis.attio, {key: account, ...profile}, config)
                return {account, answer: await patiently(look, o)}
            }),
        )
        for (const {account, answer} of found) {
            if (!answer.ok) return answer
            decided.push({account, decision: answer.value})
        }
        o.onDone(decided.length)
    }
    return succeed(decided)
}

/** Said once, as in routing's set-up: every account's look-up would be refused for the same reason. */
async function checkExternalId(attio: AttioClient, config: Config, o: Waiting): Promise<Result<null>> {
    const {external_id_attribute: slug} = config.settings.routing
    if (slug === null) return succeed(null)
    const attributes = await patiently(() => attio.attributes("companies"), o)
    if (!attributes.ok) return attributes
    const problem = externalIdProblem(attributes.value, slug)
    return problem === null ? succeed(null) : fail("refused", problem, "external_id")
}

/** Repeats what may succeed later; each time after the wait that the server asked for, or a growing one. */
async function patiently<T>(call: () => Promise<Result<T>>, {sleep, random}: Waiting): Promise<Result<T>> {
    let failure: Failure | null = null
    for (let tried = 0; tried < TRIES; tried += 1) {
        if (failure !== null) await sleep(waitBeforeRetry(failure, tried - 1, random()))
        const answer = await call()
        if (answer.ok || !isTransient(answer.failure)) return answer
        failure = answer.failure
    }
    if (failure === null) throw new Error("At least one try is made.")
    return {ok: false, failure}
}
