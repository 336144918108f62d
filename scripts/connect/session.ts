import {type CheckContext, type CheckLine, noFacts} from "@beton/posthog-app/checks/check"
import {runChecks} from "@beton/posthog-app/checks/registry"
import {AttioClient} from "@beton/posthog-app/clients/attio"
import {PostHogClient} from "@beton/posthog-app/clients/posthog"
import {type Config, parseConfig} from "@beton/posthog-app/config/config"
import {type FieldKey, FIELDS} from "@beton/posthog-app/config/fields"
import type {Host} from "@beton/posthog-app/host"

import {configOrThrow} from "../cli/config-file"

/** The settings form as far as it is filled in. */
export type Draft = Readonly<Partial<Record<FieldKey, unknown>>>

/** Stands in for the project's number in calls that do not need one yet. */
const NO_PROJECT = "1"
/** A valid key that signs nothing: only reading happens before the real one is there. */
const NO_SIGNING_KEY = "A".repeat(43)

/** What is wrong with one field of the form, as the form itself would say it; null when nothing is. */
export function fieldProblem(field: FieldKey, value: unknown): string | null {
    const parsed = parseConfig({[field]: value})
    if (parsed.ok) return null
    const problem = parsed.problems.find((one) => one.field === FIELDS[field].name)
    return problem === undefined ? null : `${FIELDS[field].name} ${problem.message}`
}

/** Effective configuration of a draft, for reading only. @throws UsageError with one sentence per wrong setting */
export function readingConfig(draft: Draft): Config {
    return configOrThrow({posthog_project: NO_PROJECT, signing_key: NO_SIGNING_KEY, ...draft})
}

/** A client of the draft's project. */
export function clientOf(draft: Draft, host: Host): PostHogClient {
    return new PostHogClient(host, readingConfig(draft))
}

/** A client of the CRM; null without a token. */
export function attioOf({attioToken, settings}: Config, host: Host): AttioClient | null {
    return attioToken === null
        ? null
        : new AttioClient(host, settings.attio_url.replace(/\/$/, ""), attioToken)
}

/** Runs checks on a configuration: the same as `beton doctor` and the app's set-up. */
export async function check(
    config: Config,
    host: Host,
    o: {readonly only?: readonly string[]; readonly onLine?: (line: CheckLine) => void} = {},
): Promise<CheckLine[]> {
    const context: CheckContext = {
        host,
        config,
        posthog: new PostHogClient(host, config),
        attio: attioOf(config, host),
        asOf: host.now(),
        facts: noFacts(),
    }
    return runChecks(context, o)
}
