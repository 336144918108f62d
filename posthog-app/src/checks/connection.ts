import type {Result} from "@beton/shared/api/result"
import {addressFinding, isPassing, keyAccepted, OLDER_VERSION} from "@beton/shared/checks/posthog"

import type {CurrentKey} from "../clients/posthog"
import {bad, type Check, type CheckContext, defineCheck, type Finding, ok, skipped, warn} from "./check"

const CLOUD = /^https:\/\/(us|eu|app)\.posthog\.com$/

/** Whether something answers, and whether it is PostHog. Asks about the key, because every version answers that in PostHog's own form. */
const address = defineCheck({
    id: "address",
    title: "PostHog address",
    async look({config, posthog, facts}) {
        const {posthogHost} = config
        const answer = await posthog.currentKey()
        facts.key = answer
        return addressFinding(posthogHost, answer)
    },
})

/** A key of one region is unknown in the other (CONTRACT §7). */
const region = defineCheck({
    id: "region",
    title: "Region",
    look({config, facts}) {
        const cloud = CLOUD.exec(config.posthogHost)?.[1]
        if (cloud === "app")
            return warn(
                "app.posthog.com is PostHog's old address and leads to the US region. Write https://us.posthog.com, or https://eu.posthog.com when your project is in the EU.",
            )
        if (facts.states.address?.state !== "ok")
            return skipped('Not checked: "PostHog address" comes first.')
        if (cloud === undefined) return ok("Your own PostHog.")
        const here = cloud.toUpperCase()
        const other = cloud === "us" ? "eu" : "us"
        if (facts.key?.ok === false && facts.key.failure.kind === "unauthorized")
            return warn(
                `This is the ${here} region, and a key made at https://${other}.posthog.com is unknown here: check that the key belongs to this region's address.`,
            )
        return ok(`PostHog Cloud, ${here} region.`)
    },
})

/** Whether PostHog accepts the key. Versions that do not describe keys are asked for the project instead. */
const key = defineCheck({
    id: "key",
    title: "PostHog personal API key",
    needs: ["address"],
    async look(context) {
        const answer = context.facts.key
        if (answer === undefined) return skipped("Not checked.")
        if (answer.ok) return ok(keyAccepted(answer.value.label, answer.value.scopes !== null))
        if (answer.failure.kind === "unauthorized" || isPassing(answer.failure))
            return bad(answer.failure.message)
        return tryKey(context)
    },
})

/** The three checks of the way to PostHog. */
export const CONNECTION_CHECKS: readonly Check[] = [address, region, key]

async function tryKey({posthog, facts}: CheckContext): Promise<Finding> {
    const project = await posthog.project()
    if (project.ok) facts.project = project.value
    else if (project.failure.kind === "unauthorized" || isPassing(project.failure))
        return bad(project.failure.message)
    return warn(OLDER_VERSION)
}

/** What is known of the key's own description; null when PostHog does not give one. */
export function describedKey(key: Result<CurrentKey> | undefined): CurrentKey | null {
    return key?.ok === true ? key.value : null
}
