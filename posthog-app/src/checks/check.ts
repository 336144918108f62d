import type {Result} from "@beton/shared/api/result"
import {bad, type CheckState, failed, type Finding, ok, skipped, warn} from "@beton/shared/checks/finding"
import type {AccountSource} from "@beton/shared/queries/account"

import type {AttioClient, Attribute} from "../clients/attio"
import type {CurrentKey, PostHogClient, Project} from "../clients/posthog"
import type {Config} from "../config/config"
import type {Host} from "../host"
import type {SourceAnswers} from "../sources"

/** One line of the connect check. Never holds a secret. */
export interface CheckLine {
    readonly id: string
    readonly title: string
    readonly state: CheckState
    /** ok: what was found, with counts; otherwise the sentence that says the fix, naming the setting. */
    readonly message: string
}

/** What checks found out for later ones, so that nothing is asked twice. JSON: a host may keep it between jobs. */
export interface Facts {
    /** How each check ended; `cause` is the title of the check that has to be fixed first. */
    states: Record<string, {readonly state: CheckState; readonly cause: string}>
    /** PostHog's answer about the key: also how it is refused. */
    key?: Result<CurrentKey>
    project?: Project
    account?: AccountSource
    sources?: SourceAnswers
    attioScopes?: readonly string[]
    /** Attributes of deals. */
    attributes?: readonly Attribute[]
}

/** What a check has at hand. `facts` is shared by all checks of one go and starts as `noFacts()`. */
export interface CheckContext {
    readonly host: Host
    readonly config: Config
    readonly posthog: PostHogClient
    /** null without a token. */
    readonly attio: AttioClient | null
    /** Unix ms: sources and coverage are looked at as of this instant. */
    readonly asOf: number
    readonly facts: Facts
}

export {bad, type CheckState, failed, type Finding, ok, skipped, warn}

/** One check: reads only, two calls at most, so that a plugin can run one per job. */
export interface Check {
    readonly id: string
    readonly title: string
    /** Ids of checks without whose success this one means nothing. */
    readonly needs: readonly string[]
    /** Looks, and notes how it ended in the context's facts. */
    run(context: CheckContext): Promise<CheckLine>
}

/** Facts before the first check. */
export function noFacts(): Facts {
    return {states: {}}
}

/** Makes a check of what it looks at: it is skipped, with the reason, when one that it needs did not succeed. */
export function defineCheck(o: {
    readonly id: string
    readonly title: string
    readonly needs?: readonly string[]
    readonly look: (context: CheckContext) => Promise<Finding> | Finding
}): Check {
    const {id, title, needs = [], look} = o
    return {
        id,
        title,
        needs,
        async run(context) {
            const {states} = context.facts
            const missing = needs
                .map((need) => states[need])
                .find((known) => known !== undefined && !isGood(known.state))
            const finding =
                missing === undefined
                    ? await look(context)
                    : skipped(`Not checked: "${missing.cause}" comes first.`)
            states[id] = {state: finding.state, cause: missing?.cause ?? title}
            return {id, title, ...finding}
        },
    }
}

/** Whether what depends on a check in this state can be answered. */
export function isGood(state: CheckState): boolean {
    return state === "ok" || state === "warn"
}

/** "34 %", "< 1 %". */
export function percent(share: number): string {
    return share > 0 && share < 0.01 ? "< 1 %" : `${Math.round(share * 100)} %`
}
