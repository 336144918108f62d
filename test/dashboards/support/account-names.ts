import type {TestProject} from "../../app/support/project"
import type {TileRow} from "./tiles"

/** Tiles whose rows are accounts. */
const LISTS = ["hot-queue", "growth-leaders", "at-risk", "checkouts", "trials", "plan-limits", "support"]

/** Names of a project's groups of a type, read without HogQL: what the newest report says. */
export async function groupNames({admin, id}: TestProject, index: number): Promise<Map<string, string>> {
    const rows = (await admin.sql(
        `SELECT group_key, group_properties FROM groups WHERE team_id = ${id} AND group_type_index = ${index} ORDER BY _timestamp`,
    )) as {group_key: string; group_properties: string}[]
    return new Map(
        rows.map(({group_key: key, group_properties: text}) => {
            const {name} = JSON.parse(text) as {name?: unknown}
            return [key, typeof name === "string" ? name.trim() : ""]
        }),
    )
}

/** The rows of a tile as they are shown where accounts are groups: with what the account is called, else its key. */
export function called(id: string, rows: readonly TileRow[], names: ReadonlyMap<string, string>): TileRow[] {
    if (!LISTS.includes(id)) return [...rows]
    return rows.map((row) => ({account_name: names.get(String(row.account)) || row.account, ...row}))
}
