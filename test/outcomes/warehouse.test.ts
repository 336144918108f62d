import {syncBench} from "./support/bench"
import {day, type SmallWorld, smallWorld} from "./support/small-world"

jest.setTimeout(60_000)

interface Row {
    readonly id: {readonly record_id: string}
    readonly created_at: string
    readonly web_url: string
    readonly values: object
}

let world: SmallWorld
const form = (): Record<string, unknown> => ({
    ...world.form({outcomes: {from: "warehouse"}}),
    attio_token: "",
})

/** Copies an object of the CRM into the warehouse, as PostHog's Attio source does. */
async function imported(object: "deals" | "companies"): Promise<object> {
    const {project, crm} = world
    const physicalTable = `wh_${object}_${project.id}`
    await project.admin.sql(
        `CREATE TABLE IF NOT EXISTS ${physicalTable} (record_id String, created_at DateTime, web_url String, values String) ENGINE = Memory`,
    )
    await project.admin.sql(`TRUNCATE TABLE ${physicalTable}`)
    const records = (await crm.admin.records(crm.workspaceId, object)) as Row[]
    const text = (value: string): string => `'${value.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`
    const rows = records.map(
        ({id, created_at: at, web_url: url, values}) =>
            `(${text(id.record_id)}, ${text(at.slice(0, 19).replace("T", " "))}, ${text(url)}, ${text(JSON.stringify(values))})`,
    )
    await project.admin.sql(`INSERT INTO ${physicalTable} VALUES ${rows.join(", ")}`)
    const columns = {
        record_id: "String",
        created_at: "DateTime",
        web_url: "String",
        values: "String",
    } as const
    return {name: `attio.eu.${object}`, physicalTable, columns}
}

beforeAll(async () => {
    world = await smallWorld()
    // Moved in the CRM half a second after it was made.
    await world.addDeal([["Won 🎉", day(4)]])
})

it("says what to do while there is no Attio source", async () => {
    expect(await syncBench(form(), world.project).sync()).toMatchObject({
        ok: false,
        failure: {
            message:
                'The data warehouse has no Attio table of deals. Connect Attio as a source in PostHog, or set outcomes.from to "attio".',
        },
    })
})

it("tells the current stage of each deal, without a token and without its history", async () => {
    const tables = [await imported("deals"), await imported("companies")]
    const names = ["attio.eu.companies", "attio.eu.deals", "stripe.customer"]
    await world.project.admin.updateProject(world.project.id, {
        warehouseTables: tables as never,
        systemTables: {
            data_warehouse_tables: names.map((name) => ({id: name, name, deleted: false})),
            data_warehouse_sources: [],
        },
    })
    const bench = syncBench(form(), world.project)
    expect(await bench.sync()).toMatchObject({ok: true, value: {counts: {deals: 4, events: 4, imported: 1}}})
    const byDeal = new Map(bench.events().map((event) => [event.content.deal_id, event]))
    expect(byDeal.get(world.ids.won)).toMatchObject({
        timestamp: day(12),
        properties: {$group_0: "acme"},
        content: {
            deal_outcome: "won",
            won_at: day(12),
            lead_source_value: "SDR",
            deal_value: 1200,
            account_key: "acme",
            is_current: true,
            history_reliable: true,
        },
    })
    expect(byDeal.get(world.ids.own)?.content).toMatchObject({account_key: "beta", sourced_by: "beton"})
    expect(bench.wire.sent.filter(({url}) => url.startsWith(world.crm.url))).toEqual([])
    expect(await bench.sync(1)).toMatchObject({ok: true, value: {counts: {changed: 0, events: 0}}})
})

it("the ids are those of a sync from Attio, so changing the source doubles nothing", async () => {
    const attio = syncBench(world.form(), world.project)
    await attio.sync()
    const warehouse = syncBench(form(), world.project)
    await warehouse.sync()
    const ids = new Set(attio.events().map(({uuid}) => uuid))
    for (const {uuid} of warehouse.events()) expect(ids).toContain(uuid)
})
