import {fail, type Result, succeed} from "@beton/shared/api/result"
import type {AccountSource} from "@beton/shared/queries/account"

import type {PostHogClient, Project} from "./clients/posthog"
import type {Config} from "./config/config"

/** The account expression of the settings with the project's group type index filled in. */
export function resolveAccountSource(
    config: Config,
    groupTypes: readonly {readonly group_type: string; readonly group_type_index: number}[],
): {readonly ok: true; readonly value: AccountSource} | {readonly ok: false; readonly message: string} {
    const {account} = config
    if (account.type === "person_property")
        return {ok: true, value: {type: "person_property", property: account.property}}
    if (account.type === "email_domain") {
        const {
            email_property: emailProperty,
            free_mail_domains: free,
            internal_domains: internal,
        } = config.settings
        return {
            ok: true,
            value: {type: "email_domain", emailProperty, excludedDomains: [...free, ...internal]},
        }
    }
    const found = groupTypes.find((type) => type.group_type === account.groupType)
    if (found)
        return {
            ok: true,
            value: {type: "group", groupType: found.group_type, groupTypeIndex: found.group_type_index},
        }
    const known = groupTypes.map((type) => type.group_type).join(", ")
    const fix =
        known === "" ? "It has none: set the field to person:<property> or email." : `It has: ${known}.`
    return {
        ok: false,
        message: `What an account is: the project has no group type "${account.groupType}". ${fix}`,
    }
}

/**
 * The account expression for a project. Older PostHog versions do not list the group types in the project itself, so
 * they are asked for. A group type that does not exist is a failure of kind "refused" with the fix.
 */
export async function findAccountSource(
    posthog: PostHogClient,
    config: Config,
    project: Project,
): Promise<Result<AccountSource>> {
    let types: Project["group_types"] = project.group_types
    if (config.account.type === "group" && types.length === 0) {
        const listed = await posthog.groupTypes()
        if (!listed.ok) return listed
        types = listed.value
    }
    const source = resolveAccountSource(config, types)
    return source.ok ? succeed(source.value) : fail("refused", source.message, "account")
}
