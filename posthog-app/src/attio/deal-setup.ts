import {type Failure, succeed} from "@beton/shared/api/result"

import type {AttioClient, Attribute, Member, Status} from "../clients/attio"
import type {Config} from "../config/config"
import {ATTIO_SCOPES} from "../config/scopes"
import {DEAL, DEAL_ATTRIBUTES} from "./deal-attributes"
import {
    attributeStandings,
    leadSourceOption,
    leadSourceStanding,
    ownerProblem,
    stageStanding,
} from "./deal-rules"

/** What the routing step needs to know of the workspace, read once per run. */
export interface DealSetup {
    readonly stage: {readonly status_id: string; readonly title: string}
    /** Status ids of open stages. */
    readonly openStages: readonly string[]
    /** Status ids of the stages that end a deal. */
    readonly closedStages: readonly string[]
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
    | {
          readonly kind: "fix"
          readonly message: string
          /** Routing can go on where it is as soon as somebody has acted, so the run may wait for that. */
          readonly mendable?: true
      }
    | {readonly kind: "api"; readonly failure: Failure}

type Check<T> = {readonly ok: true; readonly value: T} | {readonly ok: false; readonly problem: SetupProblem}

const fix = (message: string): {readonly ok: false; readonly problem: SetupProblem} => ({
    ok: false,
    problem: {kind: "fix", message},
})

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
    if (!self.value.active) {
        const message = "Attio API token: it is no longer valid. Create a new one in Attio and paste it."
        return {ok: false, problem: {kind: "fix", message, mendable: true}}
    }
    const missing = ATTIO_SCOPES.map(({scope}) => scope).filter(
        (scope) => !hasScope(self.value.scopes, scope),
    )
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

/** A sentence of the rules, said in a run. */
const said = (sentence: string): ReturnType<typeof fix> =>
    fix(`Attio: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`)

const api = (failure: Failure): {readonly ok: false; readonly problem: SetupProblem} => ({
    ok: false,
    problem: {kind: "api", failure},
})

async function ensureAttributes(
    {attio, config, dry, missing}: Setup,
    existing: readonly Attribute[],
): Promise<Check<null>> {
    const mayCreate = config.settings.routing.create_attributes
    for (const wanted of DEAL_ATTRIBUTES) {
        const {api_slug: slug} = wanted
        let standing = attributeStandings(existing, mayCreate)[slug]
        if (standing?.kind === "missing") {
            if (dry) {
                missing.push(attributeNamed(slug))
                continue
            }
            const created = await attio.createAttribute("deals", wanted)
            if (created.ok) continue
            if (created.failure.kind !== "conflict") return api(created.failure)
            // Somebody else was quicker, or an archived one keeps the slug: look again.
            const again = await attio.attributes("deals")
            if (!again.ok) return api(again.failure)
            standing = attributeStandings(again.value, mayCreate)[slug]
        }
        if (standing?.kind === "problem") return said(standing.fix)
        if (standing?.kind !== "present") return said(`The ${attributeNamed(slug)} could not be created.`)
    }
    return {ok: true, value: null}
}

async function ensureLeadSource(
    {attio, config, dry, missing}: Setup,
    existing: readonly Attribute[],
): Promise<Check<DealSetup["leadSource"]>> {
    const {routing} = config.settings
    const {lead_source_attribute: slug, lead_source_value: value} = routing
    let standing = leadSourceStanding(existing, routing)
    if (standing.kind === "missing") {
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
        if (!created.ok && created.failure.kind !== "conflict") return api(created.failure)
        // On a conflict somebody else was quicker.
        const again = created.ok
            ? succeed<readonly Attribute[]>([created.value])
            : await attio.attributes("deals")
        if (!again.ok) return api(again.failure)
        standing = leadSourceStanding(again.value, routing)
    }
    if (standing.kind === "problem") return said(standing.fix)
    if (standing.kind === "missing") return said(`The ${attributeNamed(slug)} could not be created.`)
    if (standing.type === "text") return {ok: true, value: {slug, type: "text", value}}
    return ensureOption({attio, config, dry, missing})
}

async function ensureOption({attio, config, dry, missing}: Setup): Promise<Check<DealSetup["leadSource"]>> {
    const {routing} = config.settings
    const {lead_source_attribute: slug, lead_source_value: value} = routing
    const options = await attio.options("deals", slug)
    if (!options.ok) return api(options.failure)
    const standing = leadSourceOption(options.value, routing)
    if (standing.kind === "problem") return said(standing.fix)
    const known = options.value.find((option) => option.title.toLowerCase() === value.toLowerCase())
    const leadSource = {slug, type: "select", value: known?.title ?? value} as const
    if (standing.kind === "present") return {ok: true, value: leadSource}
    if (dry) {
        missing.push(`option "${value}" of "${slug}"`)
        return {ok: true, value: leadSource}
    }
    const created = await attio.createOption("deals", slug, value)
    if (!created.ok && created.failure.kind !== "conflict") return api(created.failure)
    return {ok: true, value: leadSource}
}

async function stageOf(
    attio: AttioClient,
    config: Config,
): Promise<Check<Pick<DealSetup, "stage" | "openStages" | "closedStages">>> {
    const statuses = await attio.statuses("deals", "stage")
    if (!statuses.ok) return api(statuses.failure)
    const standing = stageStanding(statuses.value, config.settings.routing)
    if (standing.kind === "problem") return said(standing.fix)
    const {stage, closed} = standing
    const idOf = (status: Status): string => status.id.status_id
    return {
        ok: true,
        value: {
            stage: {status_id: idOf(stage), title: stage.title},
            openStages: statuses.value.filter((status) => !closed.includes(status)).map(idOf),
            closedStages: closed.map(idOf),
        },
    }
}

function fallbackOwner(members: readonly Member[], email: string | null): Check<string> {
    const problem = ownerProblem(members, email)
    if (problem !== null) return email === null ? said(problem) : fix(`Fallback owner: ${problem}`)
    const owner =
        email === null
            ? (members.find((member) => member.access_level === "admin") ?? members.find(isActive))
            : members.find((member) => member.email_address.toLowerCase() === email.toLowerCase())
    if (owner === undefined) return said("The workspace has no active member who could own deals.")
    return {ok: true, value: owner.id.workspace_member_id}
}

function isActive(member: Member): boolean {
    return member.access_level !== "suspended"
}
