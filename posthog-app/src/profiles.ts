import {type Result, succeed} from "@beton/shared/api/result"
import type {AccountSource} from "@beton/shared/queries/account"
import {groupProfiles} from "@beton/shared/queries/sources"

import type {AccountProfile} from "./attio/route-account"
import type {PostHogClient} from "./clients/posthog"
import type {Config} from "./config/config"

const KEYS_PER_QUERY = 500

/** Domain and name of accounts. With groups they are the group's current properties; otherwise the key itself is the domain. */
export async function profilesOf(
    posthog: PostHogClient,
    config: Config,
    account: AccountSource,
    keys: readonly string[],
): Promise<Result<ReadonlyMap<string, AccountProfile>>> {
    const profiles = new Map<string, AccountProfile>(
        keys.map((key) => [key, {domain: config.domainProperty === null ? key : null, name: null}]),
    )
    if (account.type !== "group") return succeed(profiles)
    const names = [config.settings.name_property, config.domainProperty ?? config.settings.name_property]
    const chunks = Array.from({length: Math.ceil(keys.length / KEYS_PER_QUERY)}, (_, i) =>
        keys.slice(i * KEYS_PER_QUERY, (i + 1) * KEYS_PER_QUERY),
    )
    for (const chunk of chunks) {
        const rows = await posthog.query(groupProfiles, {
            group_type_index: account.groupTypeIndex,
            properties: names,
            keys: [...chunk],
        })
        if (!rows.ok) return rows
        for (const {account: key, properties} of rows.value) {
            const [name, domain] = properties
            profiles.set(key, {
                name: name === undefined || name === "" ? null : name,
                domain:
                    config.domainProperty === null
                        ? key
                        : domain === undefined || domain === ""
                          ? null
                          : domain,
            })
        }
    }
    return succeed(profiles)
}
