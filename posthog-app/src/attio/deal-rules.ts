import {guessStage, isSameTitle} from "@beton/shared/crm/stage-mapping"

import type {Attribute, Member, NewAttribute, Status} from "../clients/attio"
import type {Settings} from "../config/settings"
import {type CrmObject, NEEDED_ATTRIBUTES} from "./deal-attributes"

/** Where something stands: fine as it is, made on the first run, or in the way. */
export type Standing =
    | {readonly kind: "present"}
    | {readonly kind: "missing"}
    /** needsConsent: it would be made if Beton were allowed to. */
    | {readonly kind: "problem"; readonly fix: string; readonly needsConsent?: true}

type Routing = Settings["routing"]

/** What to do about a workspace without deals. */
export const DEALS_OFF =
    'The deals object is switched off. A workspace admin can switch it on in Attio under Settings, Objects, Deals; or set routing.target to "company" or "task".'

/** What ends a deal by its title beside won and lost, until it is named in closed_stages. */
const CLOSED_TITLE = /\bclosed\b/i

/** How each attribute that Beton needs on an object stands, by slug, for what the settings allow. The sentences are those of the routing step. */
export function attributeStandings(
    object: CrmObject,
    existing: readonly Attribute[],
    mayCreate: boolean,
): Readonly<Record<string, Standing>> {
    return Object.fromEntries(
        NEEDED_ATTRIBUTES[object].map((wanted) => [
            wanted.api_slug,
            standingOf(
                object,
                wanted,
                existing.find((attribute) => attribute.api_slug === wanted.api_slug),
                mayCreate,
            ),
        ]),
    )
}

function standingOf(
    object: CrmObject,
    wanted: NewAttribute,
    found: Attribute | undefined,
    mayCreate: boolean,
): Standing {
    const {api_slug: slug} = wanted
    const [many, one] = object === "deals" ? ["Deals", "deal"] : ["Companies", "company"]
    if (found === undefined)
        return mayCreate
            ? {kind: "missing"}
            : problem(
                  `${many} have no attribute "${slug}". Create it (${wanted.type}${wanted.is_unique ? ", unique" : ""}) or allow Beton to (create_attributes).`,
              )
    if (found.is_archived) return problem(`The ${one} attribute "${slug}" is archived. Restore it in Attio.`)
    if (found.type !== wanted.type)
        return problem(
            `The ${one} attribute "${slug}" is of type ${found.type}, Beton needs ${wanted.type}. Rename yours; Beton then creates its own.`,
        )
    if (wanted.is_unique && !found.is_unique)
        return problem(
            `The ${one} attribute "${slug}" is not unique, so duplicates could not be prevented. Make it unique in Attio.`,
        )
    return {kind: "present"}
}

/** The lead source attribute itself; whether its option exists is asked apart. */
export function leadSourceStanding(
    existing: readonly Attribute[],
    routing: Pick<Routing, "lead_source_attribute" | "create_attributes">,
): Standing & {readonly type?: string} {
    const {lead_source_attribute: slug, create_attributes: mayCreate} = routing
    const found = existing.find((attribute) => attribute.api_slug === slug)
    if (found === undefined)
        return mayCreate
            ? {kind: "missing"}
            : problem(
                  `Deals have no attribute "${slug}". Create it or choose another one (lead_source_attribute).`,
              )
    if (found.is_archived)
        return problem(
            `The deal attribute "${slug}" is archived. Restore it in Attio or choose another one (lead_source_attribute).`,
        )
    if (found.type !== "select" && found.type !== "text")
        return problem(
            `The deal attribute "${slug}" is of type ${found.type}; the lead source must be a select or a text.`,
        )
    return {kind: "present", type: found.type}
}

/** The option of a lead source that is a select. */
export function leadSourceOption(
    options: readonly {readonly title: string; readonly is_archived: boolean}[],
    routing: Pick<Routing, "lead_source_attribute" | "lead_source_value" | "create_attributes">,
): Standing {
    const {lead_source_attribute: slug, lead_source_value: value} = routing
    const found = options.find((option) => option.title.toLowerCase() === value.toLowerCase())
    if (found?.is_archived)
        return problem(
            `The option "${value}" of "${slug}" is archived. Restore it or choose another value (lead_source_value).`,
        )
    if (found !== undefined) return {kind: "present"}
    return routing.create_attributes
        ? {kind: "missing"}
        : problem(`"${slug}" has no option "${value}". Add it or choose another value (lead_source_value).`)
}

/** The stage of new deals, and which stages end a deal. */
export function stageStanding(
    statuses: readonly Status[],
    routing: Pick<Routing, "stage" | "closed_stages">,
    outcomes: {readonly won_stages: readonly string[]; readonly lost_stages: readonly string[]},
):
    | {
          readonly kind: "found"
          readonly stage: Status
          readonly closed: readonly Status[]
          readonly won: readonly Status[]
      }
    | {readonly kind: "problem"; readonly fix: string} {
    const usable = statuses.filter((status) => !status.is_archived)
    const wanted = routing.stage
    const stage =
        wanted === null
            ? usable[0]
            : (usable.find((status) => status.id.status_id === wanted || status.title === wanted) ??
              usable.find((status) => isSameTitle(status.title, wanted)))
    if (stage === undefined)
        return problem(
            `Deals have no stage "${wanted ?? ""}". Choose one of: ${usable.map((status) => status.title).join(", ")}.`,
        )
    return {
        kind: "found",
        stage,
        closed: statuses.filter((status) => endsDeal(status, routing.closed_stages, outcomes)),
        won: statuses.filter((status) => isWon(status, outcomes.won_stages)),
    }
}

/** Why nobody can own a deal, or null. */
export function ownerProblem(members: readonly Member[], email: string | null): string | null {
    const isActive = (member: Member): boolean => member.access_level !== "suspended"
    if (email === null)
        return members.some(isActive) ? null : "The workspace has no active member who could own deals."
    const found = members.find((member) => member.email_address.toLowerCase() === email.toLowerCase())
    if (found === undefined) return `${email} is not a member of the Attio workspace.`
    return isActive(found) ? null : `${email} is suspended in Attio. Choose an active member.`
}

/** Won and lost as outcomes count them end a deal in any case. */
function endsDeal(
    status: Status,
    closed: readonly string[],
    {won_stages: won, lost_stages: lost}: Parameters<typeof stageStanding>[2],
): boolean {
    if (isWon(status, won) || isNamed(status, lost)) return true
    if (closed.length > 0) return isNamed(status, closed)
    return guessStage(status.title) === "lost" || CLOSED_TITLE.test(status.title)
}

function isWon(status: Status, won: readonly string[]): boolean {
    return won.length === 0 ? guessStage(status.title) === "won" : isNamed(status, won)
}

function isNamed(status: Status, names: readonly string[]): boolean {
    return names.some((name) => name === status.id.status_id || isSameTitle(name, status.title))
}

function problem(fix: string): {readonly kind: "problem"; readonly fix: string} {
    return {kind: "problem", fix}
}
