import {type Result, succeed} from "@beton/shared/api/result"
import type {AccountSource} from "@beton/shared/queries/account"
import {convertedAccounts} from "@beton/shared/queries/converted-accounts"
import {groupProfiles} from "@beton/shared/queries/sources"

import type {PostHogClient} from "./clients/posthog"
import type {Config} from "./config/config"

const KEYS_PER_QUERY = 500
/** A conversion longer ago than this is no longer looked for. */
const CONVERSION_DAYS = 730
const DAY_MS = 86_400_000

/** What is known of an account besides its signals. */
export interface AccountProfile {
    readonly domain: string | null
    readonly name: string | null
    /** Value of the external id property; null without one. */
    readonly externalId: string | null
    /** The properties that the settings speak of, as text. */
    readonly properties: Readonly<Record<string, string>>
    /** The conversion event occurred before the instant. */
    readonly converted: boolean
}

/** An account of which nothing is known. */
export const NO_PROFILE: AccountProfile = {
    domain: null,
    name: null,
    externalId: null,
    properties: {},
    converted: false,
}

/** Properties that routing asks for beside name and domain. */
function wantedProperties({settings}: Config): string[] {
    const {routing} = settings
    const {customer_marker: customer, test_marker: test} = routing.suppress
    const fit = routing.fit.filter(({on}) => on === "account").map(({field}) => field)
    const all = [routing.external_id_property, customer?.property, test?.property, ...fit]
    return [...new Set(all.filter((name): name is string => typeof name === "string"))]
}

/**
 * Domain, name and properties of accounts, and which of them have converted before an instant. With groups they are the
 * group's current properties; otherwise the key itself is the domain, and there are no properties.
 */
export async function profilesOf(
    posthog: PostHogClient,
    config: Config,
    account: AccountSource,
    keys: readonly string[],
    asOf: string | null = null,
): Promise<Result<ReadonlyMap<string, AccountProfile>>> {
    const {external_id_property: idProperty} = config.settings.routing
    const domainIsKey = config.domainProperty === null
    const profiles = new Map<string, AccountProfile>(
        keys.map((key) => [
            key,
            {...NO_PROFILE, domain: domainIsKey ? key : null, externalId: idProperty === null ? key : null},
        ]),
    )
    for (const chunk of chunksOf(keys)) {
        const converted = await convertedOf(posthog, config, account, chunk, asOf)
        if (!converted.ok) return converted
        for (const key of converted.value) {
            const known = profiles.get(key)
            if (known !== undefined) profiles.set(key, {...known, converted: true})
        }
    }
    if (account.type !== "group") return succeed(profiles)
    const {name_property: nameProperty} = config.settings
    const names = [nameProperty, config.domainProperty ?? nameProperty, ...wantedProperties(config)]
    for (const chunk of chunksOf(keys)) {
        const rows = await posthog.query(groupProfiles, {
            group_type_index: account.groupTypeIndex,
            properties: names,
            keys: [...chunk],
        })
        if (!rows.ok) return rows
        for (const {account: key, properties: values} of rows.value) {
            const known = profiles.get(key)
            if (known === undefined) continue
            const [name, domain, ...others] = values
            const properties = Object.fromEntries(
                names.slice(2).flatMap((property, i) => {
                    const value = others[i] ?? ""
                    return value === "" ? [] : [[property, value] as const]
                }),
            )
            profiles.set(key, {
                ...known,
                name: orNull(name),
                domain: domainIsKey ? key : orNull(domain),
                externalId:
                    idProperty === null ? key : orNull(new Map(Object.entries(properties)).get(idProperty)),
                properties,
            })
        }
    }
    return succeed(profiles)
}

async function convertedOf(
    posthog: PostHogClient,
    config: Config,
    account: AccountSource,
    keys: readonly string[],
    asOf: string | null,
): Promise<Result<readonly string[]>> {
    if (asOf === null || config.outcomeEvent === null) return succeed([])
    const rows = await posthog.query(convertedAccounts, {
        account,
        from: new Date(Date.parse(asOf) - CONVERSION_DAYS * DAY_MS).toISOString(),
        to: asOf,
        event: config.outcomeEvent,
        where: config.settings.backtest.won_where,
        keys: [...keys],
    })
    return rows.ok ? succeed(rows.value.map((row) => row.account)) : rows
}

function chunksOf(keys: readonly string[]): string[][] {
    return Array.from({length: Math.ceil(keys.length / KEYS_PER_QUERY)}, (_, i) =>
        keys.slice(i * KEYS_PER_QUERY, (i + 1) * KEYS_PER_QUERY),
    )
}

function orNull(text: string | undefined): string | null {
    return text === undefined || text === "" ? null : text
}
