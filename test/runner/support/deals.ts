import type {CrmRecord, TestCrm} from "../../app/support/crm"
import {valueOf} from "../../app/support/crm"

/** What people see of a deal, without what differs from workspace to workspace. */
export type PlainDeal = Readonly<Record<string, unknown>>

/** Beton's deals of a workspace by their key; companies and owners by their place in the workspace. */
export async function betonDeals(crm: TestCrm): Promise<PlainDeal[]> {
    const companies = (await crm.admin.records(crm.workspaceId, "companies")) as CrmRecord[]
    const deals = (await crm.deals()).filter((deal) => valueOf(deal, "beton_key") !== undefined)
    return deals
        .map((deal) => {
            const slugs = Object.keys(deal.values).filter((slug) => !slug.startsWith("created_"))
            const values = slugs.map((slug) => [slug, valueOf(deal, slug)] as const)
            const company = valueOf(deal, "associated_company")
            return Object.fromEntries([
                ...values.filter(([slug, value]) => value !== undefined && !isRecordId(slug)),
                ["associated_company", companies.findIndex(({id}) => id.record_id === company)],
                ["owner", crm.memberIds.indexOf(String(valueOf(deal, "owner")))],
            ]) as PlainDeal
        })
        .sort((a, b) => (String(a.beton_key) < String(b.beton_key) ? -1 : 1))
}

const isRecordId = (slug: string): boolean => slug === "record_id"
