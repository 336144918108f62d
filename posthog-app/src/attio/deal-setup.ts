import type {Failure} from "@beton/shared/api/result"

import type {AttioClient, Attribute, Member, Status} from "../clients/attio"
import type {Config} from "../config/config"
import {DEAL, DEAL_ATTRIBUTES} from "./deal-attributes"

/** What the routing step needs to know of the workspace, read once per run. */
export interface DealSetup {
    readonly stage: {readonly status_id: string; readonly title: string}
    /** Status ids of open stages. */
    readonly openStages: readonly string[]
    readonly leadSource: {readonly slug: string; readonly type: "select" | "text"; readonly value: string}
    readonly fallbackOwner: string
    readonly activeMembers: readonly string[]
    /** Deals have the unique attribute that Beton finds its own by; false only in a dry run that would create it. */
    readonly hasKey: boolean
    /** What a dry run would create. */
    readonly missing: readonly string[]
}

/** Why deals cannot be written: a sentence that names the fix, or a passing fault of the API. */
export type SetupProblem =
    {readonly kind: "fix"; readonly message: string} | {readonly kind: "api"; readonly failure: Failure}

type Check<T> = {readonly ok: true; readonly value: T} | {readonly ok: false; readonly problem: SetupProblem}

const fix = (message: string): {readonly ok: false; readonly problem: SetupProblem} => ({
    ok: false,
    problem: {kind: "fix", message},
})

/** Titles that end a deal, until won and lost are mapped by id in the settings. */
const CLOSED_TITLE = /\b(won|lost|closed|churned|dead|abandoned|(dis|un)qualified)\b/i

const NEEDED_SCOPES = [
    "record_permission:read-write",
    "object_configuration:read-write",
    "user_management:read",
] as const

/** What setting up may do: a dry run only notes what is missing. */
interface Setup {
    readonly attio: AttioClient
    readonly config: Config
    readonly dry: boolean
    readonly missing: string[]
}

/** Checks token, deals object, stages, owner and attributes; creates what is missing (with consent). Safe to repeat. */
export async function dealSetup(attio: AttioClient, config: Config, dry = false): Promise<Check<DealSetup>> {
    const setup: Setup = {attio, config, dry, missing: []}
    const self = await attio.self()
    if (!self.ok) return {ok: false, problem: {kind: "api", failure: self.failure}}
    if (!self.value.active)
        return fix("Attio API token: it is no longer valid. Create a new one in Attio and paste it.")
    const missing = NEEDED_SCOPES.filter((scope) => !hasScope(self.value.scopes, scope))
    if (missing.length > 0)
        return fix(`Attio API token: it lacks ${missing.join(", ")}. Add the scope to the token in Attio.`)
    const attributes = await attio.attributes("deals")
    if (!attributes.ok) {
        if (attributes.failure.kind === "not_found") {
            return fix(
                "Attio: the deals object is switched off. A workspace admin can switch it on in Attio under Settings, Objects, Deals.",
            )
        }
        return {ok: false, problem: {kind: "api", failure: attributes.failure}}
    }
    const ensured = await ensureAttributes(setup, attributes.value)
    if (!ensured.ok) return ensured
    const leadSource = await ensureLeadSource(setup, attributes.value)
    if (!leadSource.ok) return leadSource
    const stages = await stageOf(attio, config)
    if (!stages.ok) return stages
    const members = await attio.members()
    if (!members.ok) return {ok: false, problem: {kind: "api", failure: members.failure}}
    const owner = fallbackOwner(members.value, config.settings.routing.owner.fallback_email)
    if (!owner.ok) return owner
    const activeMembers = members.value.filter(isActive).map((member) => member.id.workspace_member_id)
    return {
        ok: true,
        value: {
            ...stages.value,
            leadSource: leadSource.value,
            fallbackOwner: owner.value,
            activeMembers,
            hasKey: !setup.missing.includes(attributeNamed(DEAL.key)),
            missing: setup.missing,
        },
    }
}

/** A write scope includes reading. */
export function hasScope(granted: readonly string[], needed: string): boolean {
    const [object, level] = needed.split(":")
    return (
        granted.includes(`${object}:read-write`) || (level === "read" && granted.includes(`${object}:read`))
    )
}

const attributeNamed = (slug: string): string => `deal attribute "${slug}"`

async function ensureAttributes(
    {attio, config, dry, missing}: Setup,
    existing: readonly Attribute[],
): Promise<Check<null>> {
    for (const wanted of DEAL_ATTRIBUTES) {
        let found = existing.find((attribute) => attribute.api_slug === wanted.api_slug)
        if (found === undefined) {
            if (!config.settings.routing.create_attributes) {
                return fix(
                    `Attio: deals have no attribute "${wanted.api_slug}". Create it (${wanted.type}${wanted.is_unique ? ", unique" : ""}) or allow Beton to (create_attributes).`,
                )
            }
            if (dry) {
                missing.push(attributeNamed(wanted.api_slug))
                continue
            }
            const created = await attio.createAttribute("deals", wanted)
            if (!created.ok && created.failure.kind !== "conflict")
                return {ok: false, problem: {kind: "api", failure: created.failure}}
            if (created.ok) continue
            // Somebody else was quicker, or an archived one keeps the slug: look again.
            const again = await attio.attributes("deals")
            if (!again.ok) return {ok: false, problem: {kind: "api", failure: again.failure}}
            found = again.value.find((attribute) => attribute.api_slug === wanted.api_slug)
        }
        if (found === undefined)
            return fix(`Attio: the attribute "${wanted.api_slug}" could not be created on deals.`)
        if (found.is_archived)
            return fix(`Attio: the deal attribute "${wanted.api_slug}" is archived. Restore it in Attio.`)
        if (found.type !== wanted.type)
            return fix(
                `Attio: the deal attribute "${wanted.api_slug}" is of type ${found.type}, Beton needs ${wanted.type}. Rename yours; Beton then creates its own.`,
            )
        if (wanted.api_slug === DEAL.key && !found.is_unique) {
            return fix(
                `Attio: the deal attribute "${DEAL.key}" is not unique, so duplicates could not be prevented. Make it unique in Attio.`,
            )
        }
    }
    return {ok: true, value: null}
}

async function ensureLeadSource(
    {attio, config, dry, missing}: Setup,
    existing: readonly Attribute[],
): Promise<Check<DealSetup["leadSource"]>> {
    const {
        lead_source_attribute: slug,
        lead_source_value: value,
        create_attributes: mayCreate,
    } = config.settings.routing
    let attribute = existing.find((candidate) => candidate.api_slug === slug)
    if (attribute === undefined) {
        if (!mayCreate)
            return fix(
                `Attio: deals have no attribute "${slug}". Create it or choose another one (lead_source_attribute).`,
            )
        if (dry) {
            missing.push(attributeNamed(slug))
            return {ok: true, value: {slug, type: "select", value}}
        }
        const created = await attio.createAttribute("deals", {
            api_slug: slug,
            title: "Lead source",
            description: "Where the deal came from.",
            type: "select",
            is_unique: false,
        })
        if (!created.ok && created.failure.kind !== "conflict")
            return {ok: false, problem: {kind: "api", failure: created.failure}}
        if (created.ok) {
            attribute = created.value
        } else {
            // Somebody else was quicker.
            const again = await attio.attributes("deals")
            if (!again.ok) return {ok: false, problem: {kind: "api", failure: again.failure}}
            attribute = again.value.find((candidate) => candidate.api_slug === slug)
        }
    }
    if (attribute === undefined) return fix(`Attio: the attribute "${slug}" could not be created on deals.`)
    if (attribute.is_archived)
        return fix(
            `Attio: the deal attribute "${slug}" is archived. Restore it in Attio or choose another one (lead_source_attribute).`,
        )
    if (attribute.type === "text") return {ok: true, value: {slug, type: "text", value}}
    if (attribute.type !== "select")
        return fix(
            `Attio: the deal attribute "${slug}" is of type ${attribute.type}; the lead source must be a select or a text.`,
        )
    const options = await attio.options("deals", slug)
    if (!options.ok) return {ok: false, problem: {kind: "api", failure: options.failure}}
    const option = options.value.find((candidate) => candidate.title.toLowerCase() === value.toLowerCase())
    if (option?.is_archived)
        return fix(
            `Attio: the option "${value}" of "${slug}" is archived. Restore it or choose another value (lead_source_value).`,
        )
    if (option) return {ok: true, value: {slug, type: "select", value: option.title}}
    if (!mayCreate)
        return fix(
            `Attio: "${slug}" has no option "${value}". Add it or choose another value (lead_source_value).`,
        )
    if (dry) {
        missing.push(`option "${value}" of "${slug}"`)
        return {ok: true, value: {slug, type: "select", value}}
    }
    const created = await attio.createOption("deals", slug, value)
    if (!created.ok && created.failure.kind !== "conflict")
        return {ok: false, problem: {kind: "api", failure: created.failure}}
    return {ok: true, value: {slug, type: "select", value}}
}

async function stageOf(
    attio: AttioClient,
    config: Config,
): Promise<Check<Pick<DealSetup, "stage" | "openStages">>> {
    const statuses = await attio.statuses("deals", "stage")
    if (!statuses.ok) return {ok: false, problem: {kind: "api", failure: statuses.failure}}
    const usable = statuses.value.filter((status) => !status.is_archived)
    const wanted = config.settings.routing.stage
    const stage =
        wanted === null
            ? usable[0]
            : usable.find((status) => status.id.status_id === wanted || status.title === wanted)
    if (stage === undefined) {
        return fix(
            `Attio: deals have no stage "${wanted ?? ""}". Choose one of: ${usable.map((status) => status.title).join(", ")}.`,
        )
    }
    const openStages = statuses.value
        .filter((status) => !isClosed(status, config.settings.routing.closed_stages))
        .map((status) => status.id.status_id)
    return {ok: true, value: {stage: {status_id: stage.id.status_id, title: stage.title}, openStages}}
}

/** By the settings, else by the title: "Gewonnen" or "Perdu" must be set. */
function isClosed(status: Status, closed: readonly string[]): boolean {
    if (closed.length === 0) return CLOSED_TITLE.test(status.title)
    return closed.includes(status.title) || closed.includes(status.id.status_id)
}

function isActive(member: Member): boolean {
    return member.access_level !== "suspended"
}

function fallbackOwner(members: readonly Member[], email: string | null): Check<string> {
    if (email !== null) {
        const found = members.find((member) => member.email_address.toLowerCase() === email.toLowerCase())
        if (found === undefined)
            return fix(`Fallback owner: ${email} is not a member of the Attio workspace.`)
        if (!isActive(found))
            return fix(`Fallback owner: ${email} is suspended in Attio. Choose an active member.`)
        return {ok: true, value: found.id.workspace_member_id}
    }
    const admin = members.find((member) => member.access_level === "admin") ?? members.find(isActive)
    if (admin === undefined) return fix("Attio: the workspace has no active member who could own deals.")
    return {ok: true, value: admin.id.workspace_member_id}
}
