import {accountHealth} from "@beton/posthog-app/dashboards/account-health"
import {tileNode} from "@beton/posthog-app/dashboards/node"

import {formFor, type TestProject, testProject} from "../app/support/project"
import {insertEvents, insertGroups} from "../app/support/tiny-data"
import {contextFor, rowsOf, type TileRow} from "./support/tiles"

jest.setTimeout(60_000)

const KEYS = ["plain", 'q"uote', "blank", "number", "unknown", "other type"]
let project: TestProject

beforeAll(async () => {
    project = await testProject({groupTypes: [{group_type: "company"}, {group_type: "workspace"}]})
    await insertEvents(
        project,
        KEYS.map((account, i) => ({event: "checkout_started", account, person: account, hoursAgo: i + 1})),
    )
    await insertGroups(project, {
        plain: {name: "Möbel Äpfel", label: "M"},
        'q"uote': {name: `The "Best" \\ Co`},
        blank: {name: "  "},
        number: {name: 7},
    })
    const other = {team_id: project.id, group_type_index: 1, group_key: "other type"}
    const instant = "2026-01-01 00:00:00.000"
    const stamps = {created_at: instant, _timestamp: instant}
    await project.admin.insert(
        "groups",
        JSON.stringify({...other, ...stamps, group_properties: JSON.stringify({name: "A workspace"})}),
    )
    // Groups are renamed.
    await project.admin.insert(
        "groups",
        JSON.stringify({
            ...{team_id: project.id, group_type_index: 0, group_key: "plain", created_at: instant},
            ...{_timestamp: "2026-02-01 00:00:00.000", group_properties: JSON.stringify({name: "Möbel Öl"})},
        }),
    )
})

const checkouts = (settings: Readonly<Record<string, unknown>> = {}): Promise<TileRow[]> =>
    rowsOf(project, accountHealth, "checkouts", contextFor(formFor(project, {}, settings)))

it("accounts are called what their groups are called now, else by their keys", async () => {
    const found = (await checkouts()).map(({account, account_name: name}) => [account, name])
    expect(found).toEqual([
        ["plain", "Möbel Öl"],
        ['q"uote', `The "Best" \\ Co`],
        ["blank", "blank"],
        ["number", "7"],
        ["unknown", "unknown"],
        ["other type", "other type"],
    ])
})

it("another property can be the name", async () => {
    const names = (await checkouts({name_property: "label"})).map(({account_name: name}) => name)
    expect(names).toEqual(KEYS)
})

it("accounts that are no groups have one column", () => {
    const tile = accountHealth.tiles.find(({id}) => id === "checkouts")
    if (tile === undefined) throw new Error("There is no such tile.")
    const context = contextFor(formFor(project))
    const domains = {type: "email_domain", emailProperty: "email", excludedDomains: []} as const
    const columns = (of: typeof context) => {
        const display = tile.display(of)
        return display.as === "table" ? display.columns.slice(0, 3).map(({label}) => label) : []
    }
    expect(columns(context)).toEqual(["Account", "Key", "Steps"])
    expect(columns({...context, account: domains})).toEqual(["Account", "Steps", "People"])
    expect(JSON.stringify(tileNode(tile, {...context, account: domains}))).not.toContain("FROM groups")
})
