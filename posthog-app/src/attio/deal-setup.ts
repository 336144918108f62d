import type {AttioClient, Attribute, Member, Status} from "../clients/attio"
import type {Config} from "../config/config"
import {attioScopes} from "../config/scopes"
import {type CrmObject, DEAL} from "./deal-attributes"
import {DEALS_OFF, ownerProblem, stageStanding} from "./deal-rules"
import {attributeNamed, ensureAttributes} from "./ensure-attributes"
import {ensureFeedback, ensureLeadSource, type LeadSource} from "./ensure-choices"
import {externalIdProblem} from "./external-id"
import {type FieldSetup, fieldSetup} from "./field-setup"
import {api, fix, said, type Setting, settled, type SetupContext} from "./setup-check"

/** Stages of deals by status id: titles can be changed at any time. */
export interface DealStages {
    /** Stage of new deals. */
    readonly stage: {readonly status_id: string; readonly title: string}
    readonly openStages: readonly string[]
    /** Stages that end a deal, the won ones included. */
    readonly closedStages: readonly string[]
    readonly wonStages: readonly string[]
}

/** What routing needs to know of the workspace, read once per run. */
export interface DealSetup {
    /** null: deals are switched off, and the target does without them. */
    readonly deals: (DealStages & {readonly leadSource: LeadSource}) | null
    /** Mapping of Beton's fields; null where an object is not written to. */
    readonly fields: Readonly<Record<CrmObject, FieldSetup | null>>
    readonly fallbackOwner: string
    /** Owners in turn, suspended ones left out. */
    readonly owners: readonly string[]
    readonly activeMembers: readonly string[]
    /** Deals have the unique attribute that Beton finds its own by; false only in a dry run that would create it. */
    readonly hasKey: boolean
    /** What a dry run would create. */
    readonly missing: readonly string[]
}

/** Checks token, objects, stages, owners and attributes; creates what is missing (with consent). Safe to repeat. */
export async function dealSetup(
    attio: AttioClient,
    config: Config,
    dry = false,
): Promise<Setting<DealSetup>> {
    const setup: SetupContext = {attio, config, dry, missing: []}
    const token = await checkToken(setup)
    if (!token.ok) return token
    const deals = await dealsOf(setup)
    if (!deals.ok) return deals
    const companies = await companiesOf(setup)
    if (!companies.ok) return companies
    const members = await attio.members()
    if (!members.ok) return api(members.failure)
    const owner = fallbackOwner(members.value, config.settings.routing.owner.fallback_email)
    if (!owner.ok) return owner
    const owners = ownersInTurn(members.value, config.settings.routing.owner)
    if (!owners.ok) return owners
    return settled({
        deals: deals.value?.stages ?? null,
        fields: {deals: deals.value?.fields ?? null, companies: companies.value},
        fallbackOwner: owner.value,
        owners: owners.value,
        activeMembers: members.value.filter(isActive).map(idOf),
        hasKey: !setup.missing.includes(attributeNamed("deals", DEAL.key)),
        missing: setup.missing,
    })
}

/** A write scope includes reading. */
export function hasScope(granted: readonly string[], needed: string): boolean {
    const [object, level] = needed.split(":")
    return (
        granted.includes(`${object}:read-write`) || (level === "read" && granted.includes(`${object}:read`))
    )
}

async function checkToken({attio, config}: SetupContext): Promise<Setting<null>> {
    const self = await attio.self()
    if (!self.ok) return api(self.failure)
    if (!self.value.active) {
        const message = "Attio API token: it is no longer valid. Create a new one in Attio and paste it."
        return {ok: false, problem: {kind: "fix", message, mendable: true}}
    }
    const missing = attioScopes(config)
        .map(({scope}) => scope)
        .filter((scope) => !hasScope(self.value.scopes, scope))
    return missing.length === 0
        ? settled(null)
        : fix(`Attio API token: it lacks ${missing.join(", ")}. Add the scope to the token in Attio.`)
}

interface Deals {
    readonly stages: NonNullable<DealSetup["deals"]>
    readonly fields: FieldSetup
}

/** null: switched off, where the target does without deals. */
async function dealsOf(setup: SetupContext): Promise<Setting<Deals | null>> {
    const {attio, config} = setup
    const attributes = await attio.attributes("deals")
    if (!attributes.ok && attributes.failure.kind !== "not_found") return api(attributes.failure)
    if (!attributes.ok) return config.settings.routing.target === "deal" ? said(DEALS_OFF) : settled(null)
    const fields = await fieldsOf(setup, "deals", attributes.value)
    if (!fields.ok) return fields
    const leadSource = await ensureLeadSource(setup, attributes.value)
    if (!leadSource.ok) return leadSource
    const stages = await stagesOf(setup)
    if (!stages.ok) return stages
    return settled({stages: {...stages.value, leadSource: leadSource.value}, fields: fields.value})
}

async function companiesOf(setup: SetupContext): Promise<Setting<FieldSetup | null>> {
    const {routing} = setup.config.settings
    const isWritten = routing.target !== "deal" || routing.company_fields
    if (!isWritten && routing.external_id_attribute === null) return settled(null)
    const attributes = await setup.attio.attributes("companies")
    if (!attributes.ok) return api(attributes.failure)
    const problem = externalIdProblem(attributes.value, routing.external_id_attribute)
    if (problem !== null) return said(problem)
    return isWritten ? fieldsOf(setup, "companies", attributes.value) : settled(null)
}

/** Beton's own attributes, the mapped fields, and the one for feedback. */
async function fieldsOf(
    setup: SetupContext,
    object: CrmObject,
    attributes: readonly Attribute[],
): Promise<Setting<FieldSetup>> {
    const needed = await ensureAttributes(setup, object, attributes)
    if (!needed.ok) return needed
    const fields = await fieldSetup(setup, object, attributes)
    if (!fields.ok) return fields
    const feedback = await ensureFeedback(setup, object, attributes)
    return feedback.ok ? fields : feedback
}

async function stagesOf({attio, config}: SetupContext): Promise<Setting<DealStages>> {
    const statuses = await attio.statuses("deals", "stage")
    if (!statuses.ok) return api(statuses.failure)
    const {routing, outcomes} = config.settings
    const standing = stageStanding(statuses.value, routing, outcomes)
    if (standing.kind === "problem") return said(standing.fix)
    const {stage, closed, won} = standing
    const ids = (some: readonly Status[]): string[] => some.map((status) => status.id.status_id)
    return settled({
        stage: {status_id: stage.id.status_id, title: stage.title},
        openStages: ids(statuses.value.filter((status) => !closed.includes(status))),
        closedStages: ids(closed),
        wonStages: ids(won),
    })
}

function fallbackOwner(members: readonly Member[], email: string | null): Setting<string> {
    const problem = ownerProblem(members, email)
    if (problem !== null) return email === null ? said(problem) : fix(`Fallback owner: ${problem}`)
    const owner =
        email === null
            ? (members.find((member) => member.access_level === "admin") ?? members.find(isActive))
            : withEmail(members, email)
    if (owner === undefined) return said("The workspace has no active member who could own deals.")
    return settled(idOf(owner))
}

/** Members in turn; somebody who left is passed over, somebody who never was there is a mistake in the settings. */
function ownersInTurn(
    members: readonly Member[],
    {rule, members: emails}: Config["settings"]["routing"]["owner"],
): Setting<string[]> {
    if (rule !== "round_robin") return settled([])
    const unknown = emails.filter((email) => withEmail(members, email) === undefined)
    if (unknown.length > 0)
        return fix(
            `Owners in turn: ${unknown.join(", ")} ${unknown.length === 1 ? "is not a member" : "are not members"} of the Attio workspace. Correct routing.owner.members.`,
        )
    return settled(
        emails
            .flatMap((email) => withEmail(members, email) ?? [])
            .flatMap((member) => (isActive(member) ? [idOf(member)] : [])),
    )
}

function withEmail(members: readonly Member[], email: string): Member | undefined {
    return members.find((member) => member.email_address.toLowerCase() === email.toLowerCase())
}

function isActive(member: Member): boolean {
    return member.access_level !== "suspended"
}

function idOf(member: Member): string {
    return member.id.workspace_member_id
}
