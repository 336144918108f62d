import {probe} from "@beton/shared/queries/sources"

import {bad, type Check, defineCheck, failed, ok} from "./check"

const project = defineCheck({
    id: "project",
    title: "PostHog project",
    needs: ["key", "scope:project:read", "key_projects"],
    async look({config, posthog, facts}) {
        if (facts.project === undefined) {
            const answer = await posthog.project()
            if (!answer.ok) return failed(answer.failure)
            facts.project = answer.value
        }
        const {name, timezone} = facts.project
        return ok(`"${name}" (${config.project}), time zone ${timezone}.`)
    },
})

/** Whether this PostHog answers HogQL at all (DESIGN §4). */
const hogql = defineCheck({
    id: "hogql",
    title: "Queries",
    needs: ["project", "scope:query:read"],
    async look({posthog}) {
        const answer = await posthog.query(probe, {})
        if (answer.ok) return ok("PostHog answers HogQL queries.")
        const {kind, message} = answer.failure
        return kind === "not_found" || kind === "refused"
            ? bad(
                  `This PostHog does not answer HogQL queries, so it is too old for Beton. Upgrade it. (${message})`,
              )
            : failed(answer.failure)
    },
})

/** The project, and whether it can be asked. */
export const PROJECT_CHECKS: readonly Check[] = [project, hogql]
