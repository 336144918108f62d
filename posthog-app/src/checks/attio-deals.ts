import {
    attributeStandings,
    DEALS_OFF,
    leadSourceOption,
    leadSourceStanding,
    ownerProblem,
    stageStanding,
    type Standing,
} from "../attio/deal-rules"
import {externalIdProblem} from "../attio/external-id"
import {fieldStandings} from "../attio/field-setup"
import {bad, type Check, defineCheck, failed, type Finding, ok, skipped, warn} from "./check"

const deals = defineCheck({
    id: "attio_deals",
    title: "Attio deals",
    needs: ["attio_token", "attio_scope:object_configuration:read-write"],
    async look({attio, config, facts}) {
        if (attio === null) return skipped("No Attio token is set.")
        const answer = await attio.attributes("deals")
        if (!answer.ok && answer.failure.kind !== "not_found") return failed(answer.failure)
        if (!answer.ok)
            return config.settings.routing.target === "deal"
                ? bad(DEALS_OFF)
                : skipped("The deals object is switched off, and routing does without it.")
        facts.attributes = answer.value
        return ok("The deals object is on.")
    },
})

const attributes = defineCheck({
    id: "attio_attributes",
    title: "Attio attributes",
    needs: ["attio_deals"],
    async look({attio, config, facts}) {
        const existing = facts.attributes ?? []
        const {create_attributes: mayCreate, external_id_attribute: idSlug} = config.settings.routing
        if (attio !== null && idSlug !== null) {
            const companies = await attio.attributes("companies")
            if (!companies.ok) return failed(companies.failure)
            const problem = externalIdProblem(companies.value, idSlug)
            if (problem !== null) return bad(problem)
        }
        const needed = Object.entries(attributeStandings("deals", existing, mayCreate))
        const fields = fieldStandings("deals", existing, config).map(
            ({slug, standing}) => [slug, standing] as const,
        )
        const wrong = problemsOf(needed)
        if (wrong.length > 0) return bad(wrong.join(" "))
        const unwritten = problemsOf(fields)
        if (unwritten.length > 0)
            return warn(`${unwritten.join(" ")} Until then ${unwritten.length === 1 ? "this field is" : "these fields are"} not written.`) // prettier-ignore
        const all = [...needed, ...fields]
        const missing = all.filter(([, {kind}]) => kind === "missing").map(([slug]) => slug)
        if (missing.length === 0) return ok(`All ${all.length} attributes are there.`)
        return ok(
            `${all.length - missing.length} of ${all.length} attributes are there; the first routing creates ${missing.join(", ")}.`,
        )
    },
})

function problemsOf(standings: readonly (readonly [string, Standing])[]): string[] {
    return standings.flatMap(([, standing]) => (standing.kind === "problem" ? [standing.fix] : []))
}

const leadSource = defineCheck({
    id: "attio_lead_source",
    title: "Attio lead source",
    needs: ["attio_deals"],
    async look({attio, config, facts}) {
        if (attio === null) return skipped("No Attio token is set.")
        const {routing} = config.settings
        const {lead_source_attribute: slug, lead_source_value: value} = routing
        const attribute = leadSourceStanding(facts.attributes ?? [], routing)
        if (attribute.kind !== "present")
            return standingOf(attribute, `The first routing creates "${slug}" with the option "${value}".`)
        if (attribute.type === "text") return ok(`"${slug}" is a text; Beton's deals get "${value}".`)
        const options = await attio.options("deals", slug)
        if (!options.ok) return failed(options.failure)
        const option = leadSourceOption(options.value, routing)
        if (option.kind === "present") return ok(`"${slug}" has the option "${value}".`)
        return standingOf(option, `The first routing adds the option "${value}" to "${slug}".`)
    },
})

const stage = defineCheck({
    id: "attio_stage",
    title: "Attio deal stage",
    needs: ["attio_deals"],
    async look({attio, config}) {
        if (attio === null) return skipped("No Attio token is set.")
        const statuses = await attio.statuses("deals", "stage")
        if (!statuses.ok) return failed(statuses.failure)
        const standing = stageStanding(statuses.value, config.settings.routing, config.settings.outcomes)
        if (standing.kind === "problem") return bad(standing.fix)
        const start = `New deals start in "${standing.stage.title}"`
        const closed = standing.closed.filter((status) => !status.is_archived)
        if (closed.length === 0)
            return warn(
                `${start}, but no stage looks closed, so every deal counts as open. Name the ones that end a deal in closed_stages.`,
            )
        const {closed_stages: named} = config.settings.routing
        const known = statuses.value.flatMap(({title, id}) => [title, id.status_id])
        const unknown = named.filter((name) => !known.includes(name))
        if (unknown.length > 0)
            return warn(
                `closed_stages names ${unknown.map((name) => `"${name}"`).join(", ")}, and deals have no such stage. Correct it; these end a deal now: ${closed.map(({title}) => title).join(", ")}.`,
            )
        const isLost = (one: (typeof closed)[number]): boolean => !standing.won.includes(one)
        if (!closed.some(isLost))
            return warn(
                `${start}, but no stage looks lost, so deals never end without success. Name the stage in closed_stages or outcomes.lost_stages.`,
            )
        return ok(`${start}; these end a deal: ${closed.map(({title}) => title).join(", ")}.`)
    },
})

const owner = defineCheck({
    id: "attio_owner",
    title: "Fallback owner",
    needs: ["attio_token", "attio_scope:user_management:read"],
    async look({attio, config}) {
        if (attio === null) return skipped("No Attio token is set.")
        const {fallback_email: email} = config.settings.routing.owner
        const members = await attio.members()
        if (!members.ok) return failed(members.failure)
        const problem = ownerProblem(members.value, email)
        if (problem !== null) return bad(problem)
        return ok(
            email === null
                ? "None is set, so the first active admin owns deals that nobody else does."
                : "The member in fallback_email is active.",
        )
    },
})

/** What routing needs in the workspace; nothing is created here. */
export const ATTIO_DEAL_CHECKS: readonly Check[] = [deals, attributes, leadSource, stage, owner]

function standingOf(standing: Standing, whenMissing: string): Finding {
    return standing.kind === "problem" ? bad(standing.fix) : ok(whenMissing)
}
