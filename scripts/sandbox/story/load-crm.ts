/** Puts the story's companies, people and deals into an Attio stand-in. */
import type {AttioAdmin} from "../attio/admin"
import type {StoryContact} from "./contacts"
import type {StoryCrm} from "./crm-rows"
import type {LeadSource} from "./parameters"

const LEAD_SOURCES: readonly LeadSource[] = ["inbound", "outbound", "partner", "pql"]

/** Seeds the attribute `lead_source`, the companies, their people, and the deals with the history of their stages. */
export async function loadCrm(
    attio: AttioAdmin,
    workspaceId: string,
    {companies, deals, contacts = []}: StoryCrm & {contacts?: readonly StoryContact[]},
): Promise<void> {
    await attio.setDealsEnabled(workspaceId, true)
    await attio.createAttribute(workspaceId, "deals", {
        title: "Lead source",
        api_slug: "lead_source",
        type: "select",
        options: [...LEAD_SOURCES],
    })
    await attio.seedRecords(
        workspaceId,
        "companies",
        companies.map((company) => ({
            record_id: company.recordId,
            created_at: iso(company.createdAt),
            values: {name: company.name, domains: [company.domain], employee_range: company.employeeRange},
        })),
    )
    await attio.seedRecords(
        workspaceId,
        "people",
        contacts.map((contact) => ({
            record_id: contact.recordId,
            values: {
                name: `${contact.lastName}, ${contact.firstName}`,
                email_addresses: [contact.email],
                job_title: contact.jobTitle,
                company: {target_object: "companies", target_record_id: contact.companyRecordId},
            },
        })),
    )
    await attio.seedRecords(
        workspaceId,
        "deals",
        deals.map((deal) => ({
            record_id: deal.recordId,
            created_at: iso(deal.createdAt),
            values: {
                name: deal.name,
                stage: deal.stages[deal.stages.length - 1]?.stage,
                owner: deal.owner,
                value: deal.value,
                lead_source: deal.source,
                associated_company: {target_object: "companies", target_record_id: deal.companyRecordId},
            },
            history: {stage: deal.stages.map(({stage, at}) => ({value: stage, active_from: iso(at)}))},
        })),
    )
}

function iso(ms: number): string {
    return new Date(ms).toISOString()
}
