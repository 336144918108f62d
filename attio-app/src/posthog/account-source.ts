import {fail, type Result, succeed} from "@beton/shared/api/result"
import type {Pairing} from "@beton/shared/pairing"
import type {AccountSource} from "@beton/shared/queries/account"
import {groupTypeIndex as index} from "@beton/shared/queries/schemas"
import * as z from "zod/mini"

import {recall, remember} from "../attio/cache"
import {callPostHog, type PostHog} from "./posthog"

const groupTypes = z.array(z.object({group_type: z.string(), group_type_index: index}))
const stored = z.object({v: z.literal(1), index})

/**
 * The account expression without asking PostHog: from the pairing, else from what `lookUpSource` kept.
 *
 * @returns null where an older pairing does not say which of the project's group types an account is
 */
export async function knownSource({account, emailProperty, groupTypeIndex, ...of}: Pairing): Promise<AccountSource | null> {
    if (account.type === "person_property") return account
    // Only a given account is looked for, so no domain has to be left out.
    if (account.type === "email_domain") return {type: "email_domain", emailProperty, excludedDomains: []}
    const {groupType} = account
    if (groupTypeIndex !== null) return {type: "group", groupType, groupTypeIndex}
    const kept = stored.safeParse(await recall(indexKey(of, groupType)))
    return kept.success ? {type: "group", groupType, groupTypeIndex: kept.data.index} : null
} // prettier-ignore

/** The same from PostHog, in one call where accounts are groups; the index is kept, since PostHog never changes it. */
export async function lookUpSource(posthog: PostHog, pairing: Pairing): Promise<Result<AccountSource>> {
    const {account} = pairing
    if (account.type !== "group") {
        const source = await knownSource(pairing)
        return source === null ? fail("refused", "What an account is, is not known.", "account") : succeed(source)
    }
    const answer = await callPostHog(posthog, `/api/projects/${posthog.project}/groups_types/`)
    if (!answer.ok) return answer
    const types = groupTypes.safeParse(answer.value)
    if (!types.success) return fail("unreadable", "PostHog's list of group types has an unknown form. Try again later.", "groups_types")
    const found = types.data.find((type) => type.group_type === account.groupType)
    if (found === undefined)
        return fail("refused", `The PostHog project has no group type "${account.groupType}". Correct "What an account is" in the PostHog app and pair again.`, "account")
    await remember(indexKey(posthog, account.groupType), {v: 1, index: found.group_type_index})
    return succeed({type: "group", groupType: account.groupType, groupTypeIndex: found.group_type_index})
} // prettier-ignore

function indexKey({host, project}: Pick<PostHog, "host" | "project">, groupType: string): string {
    return `group-index/1/${host}/${project}/${encodeURIComponent(groupType)}`.slice(0, 250)
}
