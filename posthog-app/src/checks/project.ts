import {hogqlFinding} from "@beton/shared/checks/posthog"
import {probe} from "@beton/shared/queries/probe"

import {type Check, defineCheck, failed, ok} from "./check"

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
        return hogqlFinding(await posthog.query(probe, {}))
    },
})

/** The project, and whether it can be asked. */
export const PROJECT_CHECKS: readonly Check[] = [project, hogql]
