import type {AccountSource} from "@beton/shared/queries/account"

import type {Config} from "./config/config"

/** Address of an account's page in PostHog; null where accounts are no groups, which have none. */
export function groupPage(
    {posthogHost, project}: Pick<Config, "posthogHost" | "project">,
    source: AccountSource | null,
    account: string,
): string | null {
    if (source?.type !== "group") return null
    return `${posthogHost}/project/${project}/groups/${source.groupTypeIndex}/${encodeURIComponent(account)}`
}
