import type {AccountSource} from "@beton/shared/queries/account"

import type {Config} from "./config/config"

/** Address of an account's page in PostHog; null where accounts are no groups, which have none. */
export function groupPage(
    {posthogHost, project}: Pick<Config, "posthogHost" | "project">,
    source: AccountSource | null,
    account: string,
): string | null {
    const pages = groupPages({posthogHost, project}, source)
    return pages === null ? null : `${pages}${encodeURIComponent(account)}`
}

/** Where the addresses of all accounts' pages begin; null where accounts are no groups. */
export function groupPages(
    {posthogHost, project}: Pick<Config, "posthogHost" | "project">,
    source: AccountSource | null,
): string | null {
    return source?.type === "group"
        ? `${posthogHost}/project/${project}/groups/${source.groupTypeIndex}/`
        : null
}
