import {appHost} from "../app/support/app-host"
import {backtestForm, backtestProject, backtestWire, differencesOf, foundIn, sentBacktests} from "../app/support/backtest-world" // prettier-ignore
import {MEMBERS, openCrm} from "../app/support/crm"
import {AS_OF, DAY_MS, type TestProject, WAKE} from "../app/support/project"

jest.setTimeout(120_000)

const won = (project: TestProject, wire: ReturnType<typeof backtestWire>) => {
    const found = sentBacktests(wire.sent, project).filter(({content}) => content.outcome.name === "won")
    expect(found).toHaveLength(1)
    return found[0]
}

/** When the accounts of the project bought, by key: what its events say, put down independently. */
const SALES = Array.from({length: 8}, (_, n) => {
    const i = 6 * n
    return {key: `co${i}`, at: Date.parse(AS_OF) - (200 - 3 * i - 14) * DAY_MS - 3 * 3_600_000}
})

it("deals that were won judge signals exactly as conversion events at the same times do", async () => {
    const byEvents = await backtestProject()
    const wire = backtestWire()
    const host = appHost({config: backtestForm(byEvents), clock: {now: WAKE}, wire})
    await host.day()
    expect(host.errors).toEqual([])
    const expected = won(byEvents, wire)

    const byDeals = await backtestProject()
    const crm = await openCrm()
    const companies = await crm.admin.seedRecords(
        crm.workspaceId,
        "companies",
        SALES.map(({key}) => ({
            created_at: "2025-01-01T00:00:00.000Z",
            values: {name: key, domains: [`${key}.example`]},
        })),
    )
    const stage = (value: string, at: number) => ({value, active_from: new Date(at).toISOString()})
    await crm.admin.seedRecords(
        crm.workspaceId,
        "deals",
        SALES.flatMap(({key, at}, n) => {
            const deal = (name: string, stages: {value: string; active_from: string}[]) => ({
                created_at: stages[0]?.active_from ?? "",
                values: {
                    name,
                    owner: MEMBERS[0]?.email_address,
                    associated_company: {target_object: "companies", target_record_id: companies[n]},
                },
                history: {stage: stages},
            })
            const lead = at - 5 * DAY_MS
            return [
                deal(`${key} sale`, [stage("Lead", lead), stage("Won 🎉", at)]),
                // Neither a lost deal nor a later second sale changes when the account converted first.
                deal(`${key} lost`, [stage("Lead", lead - DAY_MS), stage("Lost", lead)]),
                deal(`${key} more`, [stage("Lead", at), stage("Won 🎉", at + 7 * DAY_MS)]),
            ]
        }),
    )
    const dealsWire = backtestWire()
    const {settings, ...form} = backtestForm(byDeals)
    const config = {
        ...form,
        outcome_event: "",
        attio_token: crm.token,
        settings: JSON.stringify({...(JSON.parse(String(settings)) as object), attio_url: crm.url}),
    }
    const second = appHost({config, clock: {now: WAKE}, wire: dealsWire})
    await second.day()
    expect(second.errors).toEqual([])
    expect(second.logs.map(({text}) => text)).toContain(
        "Outcomes: 24 deals read, 24 new or changed, 48 events sent.",
    )
    const found = won(byDeals, dealsWire)
    expect(found?.content.converted_accounts).toBeGreaterThan(4)
    expect(found?.content.outcome).toMatchObject({event: "beton_deal_updated"})
    const plain = (one: typeof found) => {
        if (one === undefined) throw new Error("No backtest.")
        const {outcome: _outcome, ...rest} = foundIn(one.content)
        return rest
    }
    expect(differencesOf(plain(found), plain(expected))).toEqual([])
})
