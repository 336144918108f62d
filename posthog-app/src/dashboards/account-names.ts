import type {AccountSource} from "@beton/shared/queries/account"
import type {AccountNames} from "@beton/shared/queries/tiles/account-names"

import type {Column, TileContext} from "./definition"

/** Where tiles find what accounts are called. */
export function namesOf({config, account}: Pick<TileContext, "config" | "account">): AccountNames {
    if (account.type !== "group") return null
    return {group_type_index: account.groupTypeIndex, property: config.settings.name_property}
}

/** The columns that say which account: keys of groups are often ids that nobody knows, so the name comes first. */
export function accountColumns({type}: AccountSource): readonly Column[] {
    if (type !== "group") return [{name: "account", label: "Account"}]
    return [
        {name: "account_name", label: "Account"},
        {name: "account", label: "Key"},
    ]
}
