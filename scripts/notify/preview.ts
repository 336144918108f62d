import {DEAL} from "@beton/posthog-app/attio/deal-attributes"
import {findCompany} from "@beton/posthog-app/attio/find-company"
import type {AttioClient, AttioRecord} from "@beton/posthog-app/clients/attio"
import type {PostHogClient} from "@beton/posthog-app/clients/posthog"
import type {Config} from "@beton/posthog-app/config/config"
import {noticeOfFiring} from "@beton/posthog-app/notify/notice-of-firing"
import {NO_PROFILE, profilesOf} from "@beton/posthog-app/profiles"
import {proofOf} from "@beton/posthog-app/proof"
import {type ScoredAccount, scoredAccounts} from "@beton/posthog-app/scored-accounts"
import type {Notice} from "@beton/posthog-app/steps/notice"
import {type Result, succeed} from "@beton/shared/api/result"
import {dealKey} from "@beton/shared/events/ids"
import type {AccountSource} from "@beton/shared/queries/account"

/** What a message would be about. */
export interface Previewed {
    readonly notice: Notice
    readonly run: {readonly id: string; readonly asOf: string}
    /** No account was scored yet, so an invented one is shown. */
    readonly isExample: boolean
    /** What could not be found out, in sentences. */
    readonly notes: readonly string[]
}

/** What previews are made from. */
export interface PreviewSource {
    readonly posthog: PostHogClient
    readonly attio: AttioClient | null
    readonly config: Config
    readonly account: AccountSource
    /** Unix ms. */
    readonly now: number
}

const EXAMPLE: Notice = {
    account: "example-account",
    company: "Example Company",
    score: 72,
    signals: ["Close to plan limit", "Pricing interest"],
    signalTypes: ["limit_approaching", "pricing_intent"],
    topSignal: "Close to plan limit",
    whyNow: "Uses 91 % of the plan. Looked at pricing in 3 visits.",
    because: "score 72 of 100, threshold 60",
    deal: {id: "00000000-0000-4000-8000-000000000001", url: "https://app.attio.com/example/deals/record/1"},
    record: {
        id: "00000000-0000-4000-8000-000000000002",
        url: "https://app.attio.com/example/companies/record/2",
    },
    ownerId: null,
    posthogUrl: null,
    trackRecord: null,
}

/** Accounts that are looked up in search of one that the CRM really got. */
const LOOKED_UP = 10

/** The strongest account that the last run sent to sales and that has its deal, else the strongest one, else an example. Reads only. */
export async function previewOf(o: PreviewSource): Promise<Result<Previewed>> {
    const known = await scoredAccounts(o.posthog, o.config, o.now)
    if (!known.ok) return known
    const accounts = known.value?.accounts ?? []
    const [strongest] = accounts
    if (known.value === null || strongest === undefined)
        return succeed({
            notice: EXAMPLE,
            run: {id: "example-run", asOf: new Date(o.now).toISOString()},
            isExample: true,
            notes: [],
        })
    const {runId: id, asOf} = known.value.run
    const proof = await proofOf(o.posthog, o.config, asOf)
    // A run decides by the score whom it routes; suppression, the fit gate or the CRM may then say no.
    const routed = accounts.filter(({content}) => content.routed).slice(0, LOOKED_UP)
    let chosen = routed[0] ?? strongest
    let crm = await recordsOf(chosen, o)
    for (const other of routed.slice(1)) {
        if (crm.deal !== null || o.attio === null) break
        const found = await recordsOf(other, o)
        if (found.deal !== null) [chosen, crm] = [other, found]
    }
    const notice = noticeOfFiring(chosen, {
        config: o.config,
        source: o.account,
        company: crm.company,
        deal: crm.deal,
        proof: proof.ok ? (proof.value?.proof ?? null) : null,
    })
    const notes = [
        ...(proof.ok ? [] : [`The track record could not be read: ${proof.failure.message}`]),
        ...crm.notes,
    ]
    return succeed({notice, run: {id, asOf}, isExample: false, notes})
}

interface Records {
    readonly company: AttioRecord | null
    readonly deal: AttioRecord | null
    readonly notes: readonly string[]
}

/** Company and deal of the account, as far as the CRM has them; a message goes out without them too. */
async function recordsOf({account: key}: ScoredAccount, o: PreviewSource): Promise<Records> {
    const {attio, posthog, config} = o
    const nothing = {company: null, deal: null}
    if (attio === null)
        return {
            ...nothing,
            notes: ["No Attio token is set, so the account's key stands for the company's name."],
        }
    const profiles = await profilesOf(posthog, config, o.account, [key])
    if (!profiles.ok)
        return {...nothing, notes: [`The account could not be read: ${profiles.failure.message}`]}
    const found = await findCompany(attio, {key, ...(profiles.value.get(key) ?? NO_PROFILE)}, config)
    if (!found.ok)
        return {...nothing, notes: [`The company could not be looked up: ${found.failure.message}`]}
    const prefix = dealKey(config.project, key, 0).slice(0, -1)
    // Before the first routing deals have no such attribute, or are switched off: then there is no deal either.
    const deals = await attio.query("deals", {[DEAL.key]: {$starts_with: prefix}}, 1)
    const deal = deals.ok ? (deals.value[0] ?? null) : null
    const isNone = deals.ok || deals.failure.kind === "refused" || deals.failure.kind === "not_found"
    return {
        company: found.value.record,
        deal,
        notes: [
            ...(found.value.record === null
                ? ["The CRM does not know the company, so the account's key stands for its name."]
                : []),
            ...(deals.ok || isNone ? [] : [`The deal could not be looked up: ${deals.failure.message}`]),
            ...(deal === null && isNone ? ["There is no deal yet, so the message has no link to one."] : []),
        ],
    }
}
