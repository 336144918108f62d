import {fail, type Result, succeed} from "@beton/shared/api/result"
import type {Pairing} from "@beton/shared/pairing"
import type {AccountSource} from "@beton/shared/queries/account"
import * as z from "zod"

import {recall, remember} from "../attio/cache"
import {callPostHog, type PostHog} from "./posthog"

const DAY_S = 86_400
const groupTypes = z.array(z.object({group_type: z.string(), group_type_index: z.int().min(0).max(4)}))
const stored = z.object({v: z.literal(1), index: z.int().min(0).max(4)})

/** The pairing's account expression; the index of a group type is looked up in the project once a day. */
export async function accountSource(posthog: PostHog, {account, emailProperty}: Pairing): Promise<Result<AccountSource>> {
    if (account.type === "person_property") return succeed(account)
    // Only a given account is looked for, so no domain has to be left out.
    if (account.type === "email_domain") return succeed({type: "email_domain", emailProperty, excludedDomains: []})
    const {groupType} = account
    const key = groupIndexKey(posthog, groupType)
    const known = stored.safeParse(await recall(key))
    if (known.success) return succeed({type: "group", groupType, groupTypeIndex: known.data.index})
    const answer = await callPostHog(posthog, `/api/projects/${posthog.project}/groups_types/`)
    if (!answer.ok) return answer
    const types = groupTypes.safeParse(answer.value)
    if (!types.success) return fail("unreadable", "PostHog's list of group types has an unknown form. Try again later.", "groups_types")
    const found = types.data.find((type) => type.group_type === groupType)
    if (found === undefined)
        return fail("refused", `The PostHog project has no group type "${groupType}". Correct "What an account is" in the PostHog app and pair again.`, "account")
    await remember(key, {v: 1, index: found.group_type_index}, DAY_S)
    return succeed({type: "group", groupType, groupTypeIndex: found.group_type_index})
} // prettier-ignore

function groupIndexKey({host, project}: PostHog, groupType: string): string {
    return `group-index/1/${host}/${project}/${encodeURIComponent(groupType)}`.slice(0, 250)
}
