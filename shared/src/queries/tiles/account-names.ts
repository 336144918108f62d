import * as z from "zod"

import {type Fragment, hogql, ident, integer, join, propertyName} from "../hogql"

/** Where the names of accounts are: a property of their groups. Null where accounts are no groups: their keys are read as they are. */
export const accountNamesSchema = z
    .object({group_type_index: z.number().int().min(0).max(4), property: z.string().min(1)})
    .nullable()

/** See `accountNamesSchema`. */
export type AccountNames = z.infer<typeof accountNamesSchema>

/** Part of a row with an account; absent where accounts are no groups. */
export const accountName = {account_name: z.string().optional()}

/** For tests and printed queries. */
export const EXAMPLE_NAMES: AccountNames = {group_type_index: 0, property: "name"}

/**
 * The rows with `account_name` in front: what the group is called now, or its key where nobody has named it. The names are
 * constants of the text, because no values may stand beside a date filter.
 *
 * @param rows a SELECT with `account`, cut to the rows that are shown
 * @param columns what is kept of it, in order
 * @param order by which of these columns
 */
export function withNames(
    names: AccountNames,
    rows: Fragment,
    columns: readonly string[],
    order: Fragment,
    most: number,
): Fragment {
    if (names === null) return rows
    const kept = columns.map((column) => hogql`found.${ident(column)} AS ${ident(column)}`)
    return hogql`SELECT if(empty(coalesce(called.name, '')), found.account, called.name) AS account_name, ${join(kept, ", ")}
FROM (
${rows}
) AS found
LEFT JOIN (
    SELECT key AS group_key, trim(JSONExtractString(properties, ${propertyName(names.property)})) AS name
    FROM groups
    WHERE index = ${integer(names.group_type_index)}
) AS called ON found.account = called.group_key
ORDER BY ${order}
LIMIT ${integer(most)}`
}
