import {
    attributeStandings,
    leadSourceOption,
    leadSourceStanding,
    ownerProblem,
    stageStanding,
    type Standing,
} from "../attio/deal-rules"
import {bad, type Check, defineCheck, failed, type Finding, ok, skipped, warn} from "./check"

const deals = defineCheck({
    id: "attio_deals",
    title: "Attio deals",
    needs: ["attio_token", "attio_scope:object_configuration:read-write"],
    async look({attio, facts}) {
        if (attio === null) return skipped("No Attio token is set.")
        const answer = await attio.attributes("deals")
        if (!answer.ok)
            return answer.failure.kind === "not_found"
                ? bad(
                      "The deals object is switched off. A workspace admin can switch it on in Attio under Settings, Objects, Deals.",
                  )
                : failed(answer.failure)
        facts.attributes = answer.value
        return ok("The deals object is on.")
    },
})

const attributes = defineCheck({
    id: "attio_attributes",
    title: "Attio attributes",
    needs: ["attio_deals"],
    look({config, facts}) {
        const standings = Object.entries(
            attributeStandings("deals", facts.attributes ?? [], config.settings.routing.create_attributes),
        )
        const problems = standings.flatMap(([, standing]) =>
            standing.kind === "problem" ? [standing.fix] : [],
        )
        if (problems.length > 0) return bad(problems.join(" "))
        const missing = standings.filter(([, {kind}]) => kind === "missing").map(([slug]) => slug)
        if (missing.length === 0) return ok(`All ${standings.length} attributes are there.`)
        return ok(
            `${standings.length - missing.length} of ${standings.length} attributes are there; the first routing creates ${missing.join(", ")}.`,
        )
    },
})

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
        const standing = stageStanding(statuses.value, config.settings.routing)
        if (standing.kind === "problem") return bad(standing.fix)
        const start = `New deals start in "${standing.stage.title}"`
        const closed = standing.closed.filter((status) => !status.is_archived)
        if (closed.length === 0)
            return warn(
                `${start}, but no stage looks closed, so every deal counts as open. Name the ones that end a deal in closed_stages.`,
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
