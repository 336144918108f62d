import {findAccountSource} from "@beton/posthog-app/account-source"
import type {PostHogClient} from "@beton/posthog-app/clients/posthog"
import type {Config} from "@beton/posthog-app/config/config"
import {type AccountProfile, profilesOf} from "@beton/posthog-app/profiles"

import {orThrow} from "../detect/detect-as-of"
import type {DemoState} from "./demo-state"
import type {OpenSandbox} from "./open-sandbox"
import {type DemoReport, readBacktest, readFiredByType, readFirings, readSummary} from "./report"

const TOP = 8
const CLOSED = /\b(won|lost)\b/i

interface Deal {
    readonly values: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
}

/** Reads everything the demo shows; null when the run left no signed summary. */
export async function collectReport(o: {
    readonly posthog: OpenSandbox["posthog"]
    readonly attio: OpenSandbox["attio"]
    readonly state: DemoState
    readonly config: Config
    readonly client: PostHogClient
    readonly asOf: string
    readonly seconds: Readonly<Record<string, number>>
    readonly before: {readonly posthog: number; readonly attio: number}
}): Promise<DemoReport | null> {
    const {posthog, attio, state, config, client, asOf, seconds, before} = o
    const writes = {
        posthog: (await posthog.admin.requests())
            .slice(before.posthog)
            .filter((request) => request.kind === "write").length,
        attio:
            attio === null
                ? 0
                : (await attio.admin.requests())
                      .slice(before.attio)
                      .filter((request) => request.kind === "write").length,
    }
    const summary = await readSummary(client, config, asOf)
    if (summary === null) return null
    const firings = await readFirings(client, config, asOf)
    const profiles = await profilesFor(
        client,
        config,
        firings.map(({account}) => account),
    )
    const internal = config.settings.internal_domains
    const top = [...firings]
        .filter(({account}) => !internal.includes(profiles.get(account)?.domain ?? ""))
        .sort((a, b) => b.content.score - a.content.score || (a.account < b.account ? -1 : 1))
        .slice(0, TOP)
    const deals =
        attio === null || state.workspaceId === null
            ? []
            : ((await attio.admin.records(state.workspaceId, "deals")) as Deal[])
    const open = deals.filter(isOpenBetonDeal)
    const dealAccounts = new Set(open.map((deal) => accountOfKey(keyOf(deal), config.project)))
    return {
        asOf,
        events: state.loaded.events,
        accounts: state.loaded.accounts,
        firedByType: await readFiredByType(client, config, asOf),
        top: top.map(({account, content}) => ({
            account,
            name: profiles.get(account)?.name ?? profiles.get(account)?.domain ?? account,
            score: content.score,
            types: content.signal_types,
            whyNow: content.why_now,
            deal: dealAccounts.has(account),
        })),
        summary,
        proof: await readBacktest(client, config, asOf),
        deals: {created: summary.routing.created, open: open.length},
        betonIds: firings.map(({content}) => content.beton_id).sort(),
        writes,
        seconds,
    }
}

async function profilesFor(
    client: PostHogClient,
    config: Config,
    accounts: readonly string[],
): Promise<ReadonlyMap<string, AccountProfile>> {
    const project = orThrow(await client.project())
    const source = orThrow(await findAccountSource(client, config, project))
    return accounts.length === 0 ? new Map() : orThrow(await profilesOf(client, config, source, accounts))
}

function isOpenBetonDeal(deal: Deal): boolean {
    const stage = deal.values.stage?.[0]?.status as {title?: string} | undefined
    return keyOf(deal) !== "" && !CLOSED.test(stage?.title ?? "")
}

function keyOf(deal: Deal): string {
    const key = deal.values.beton_key?.[0]?.value
    return typeof key === "string" ? key : ""
}

/** The account in "project:account:n"; the account itself may contain colons. */
function accountOfKey(key: string, project: string): string {
    return key.slice(project.length + 1, key.lastIndexOf(":"))
}
