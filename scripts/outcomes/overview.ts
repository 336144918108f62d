import {recordPage} from "@beton/posthog-app/attio/record-pages"
import type {AttioClient} from "@beton/posthog-app/clients/attio"
import type {PostHogClient} from "@beton/posthog-app/clients/posthog"
import type {Config} from "@beton/posthog-app/config/config"
import {accountsOf, companiesNow} from "@beton/posthog-app/outcomes/accounts"
import {factsOf, onlyStage} from "@beton/posthog-app/outcomes/facts"
import {dealStages} from "@beton/posthog-app/outcomes/setup"
import {bump} from "@beton/posthog-app/steps/run-state"
import {type Result, succeed} from "@beton/shared/api/result"
import {type DealCycle, dealCycle} from "@beton/shared/crm/deal-cycle"
import {type LeadSourceProposal, proposeLeadSources} from "@beton/shared/crm/lead-source"
import {
    proposeStages,
    type StageMapping,
    stageMapping,
    type StageProposal,
} from "@beton/shared/crm/stage-mapping"
import {stageTimeline} from "@beton/shared/crm/stage-timeline"
import type {AccountSource} from "@beton/shared/queries/account"

const PAGE = 500

/** What the CRM's deals look like through the settings; nothing is written. */
export interface Overview {
    readonly deals: number
    readonly stages: readonly StageProposal[]
    readonly mapping: Pick<StageMapping, "guessed" | "problems">
    readonly lead_sources: readonly LeadSourceProposal[]
    /** Closed deals whose dates are those of an import. */
    readonly imported: number
    readonly without_account: Readonly<Record<string, number>>
    /** Of won deals with reliable dates. */
    readonly cycle: DealCycle
}

/** Reads all deals, a page after the other, with the companies of each page and their accounts. */
export async function dealOverview(
    attio: AttioClient,
    posthog: PostHogClient,
    config: Config,
    source: AccountSource,
    asOf: string,
    onPage: (deals: number) => void,
): Promise<Result<Overview>> {
    const stages = await dealStages(attio)
    if (!stages.ok) return stages
    const {outcomes} = config.settings
    const mapping = stageMapping(stages.value, outcomes)
    const seen = new Set<string>()
    const closed: {createdAt: string; wonAt: string | null; isReliable: boolean}[] = []
    let stageCounts: Record<string, number> = {}
    let sourceCounts: Record<string, number> = {}
    let without: Record<string, number> = {}
    let place: Parameters<typeof recordPage>[3] = null
    do {
        const page: Awaited<ReturnType<typeof recordPage>> = await recordPage(
            attio,
            "deals",
            undefined,
            place,
            PAGE,
        )
        if (!page.ok) return page
        const facts = page.value.records
            .filter(({id}) => !seen.has(id.record_id))
            .map((record) => factsOf(record, config))
        const ids = [...new Set(facts.flatMap(({companyId}) => companyId ?? []))]
        const companies = await companiesNow(attio, config, ids)
        if (!companies.ok) return companies
        const accounts = await accountsOf(posthog, config, source, companies.value, asOf)
        if (!accounts.ok) return accounts
        const byCompany = new Map(accounts.value.map((one) => [one.companyId, one]))
        for (const deal of facts) {
            seen.add(deal.dealId)
            if (deal.stage !== null) stageCounts = bump(stageCounts, deal.stage.id)
            sourceCounts = bump(sourceCounts, deal.leadSource)
            const {wonAt, lostAt, isReliable} = stageTimeline(onlyStage(deal), mapping, deal.createdAt)
            if (wonAt !== null || lostAt !== null) closed.push({createdAt: deal.createdAt, wonAt, isReliable})
            const company = byCompany.get(deal.companyId ?? "")
            const account = deal.keyAccount ?? deal.annotation?.account ?? company?.account ?? null
            const why =
                deal.companyId === null ? "the deal has no company" : (company?.why ?? "the company is gone")
            if (account === null) without = bump(without, why)
        }
        place = page.value.next
        onPage(seen.size)
    } while (place !== null)
    return succeed({
        deals: seen.size,
        stages: proposeStages(stages.value, stageCounts, outcomes),
        mapping: {guessed: mapping.guessed, problems: mapping.problems},
        lead_sources: proposeLeadSources(sourceCounts, outcomes.lead_sources),
        imported: closed.filter(({isReliable}) => !isReliable).length,
        without_account: without,
        cycle: dealCycle(closed),
    })
}
