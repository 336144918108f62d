/** Whatever is sent, the stand-in answers in the contract's terms: no defect, no 5xx, no broken state. */
import fc from "fast-check"

import {ROUTES} from "../../scripts/sandbox/attio/router"
import {type AnsweredRecord, type Bench, startBench} from "../../scripts/sandbox/attio/testing"

let bench: Bench
let recordIds: string[]
beforeAll(async () => {
    bench = await startBench({workspace: {now: "2026-10-05T06:00:00Z"}})
    for (const name of ["a", "b", "c"]) {
        const company = await bench.create("companies", {name, domains: [`${name}.com`]})
        const reference = [{target_object: "companies", target_record_id: company.id.record_id}]
        const deal = {name, stage: "Lead", owner: "ada@example.com", value: 1, associated_company: reference}
        await bench.create("deals", deal)
    }
    const all = await Promise.all(
        ["companies", "deals"].map((one) => bench.admin.records(bench.workspaceId, one)),
    )
    recordIds = (all.flat() as AnsweredRecord[]).map(({id}) => id.record_id)
})
afterAll(() => bench.close())

const SLUGS = [
    "name",
    "domains",
    "stage",
    "owner",
    "value",
    "associated_company",
    "associated_deals",
    "categories",
    "team",
]
const scalar = () =>
    fc.oneof(
        fc.constantFrom(
            "Lead",
            "Lost",
            "B2B",
            "ada@example.com",
            "a.com",
            "x.de",
            5,
            1.5,
            true,
            null,
            "2026-01-01",
        ),
        fc.constantFrom(...recordIds),
        fc.string({maxLength: 5}),
    )
const written = () =>
    fc.oneof(
        scalar(),
        fc.record({
            target_object: fc.constantFrom("companies", "deals", "people"),
            target_record_id: fc.constantFrom(...recordIds),
        }),
        fc.record({domain: scalar()}),
        fc.record({value: scalar()}),
        fc.record({status: scalar()}),
    )
const values = () =>
    fc.dictionary(fc.constantFrom(...SLUGS), fc.oneof(written(), fc.array(written(), {maxLength: 3})), {
        maxKeys: 4,
    })
const condition = () =>
    fc.oneof(
        scalar(),
        fc.dictionary(
            fc.constantFrom("$eq", "$in", "$gt", "$contains", "$not_empty", "domain", "status"),
            scalar(),
            {maxKeys: 2},
        ),
    )
const filter = () => {
    const leaf = () =>
        fc.dictionary(fc.constantFrom(...SLUGS, "record_id", "nonsense"), condition(), {maxKeys: 2})
    return fc.oneof(
        leaf(),
        fc.record({$or: fc.array(leaf(), {maxLength: 2})}),
        fc.record({$not: leaf()}),
        fc.record({
            path: fc.constant([
                ["deals", "associated_company"],
                ["companies", "domains"],
            ]),
            constraints: condition(),
        }),
    )
}
const body = () =>
    fc.oneof(
        {weight: 4, arbitrary: fc.record({data: fc.record({values: values()})})},
        {
            weight: 3,
            arbitrary: fc.record(
                {filter: filter(), limit: fc.integer({min: -1, max: 501})},
                {requiredKeys: []},
            ),
        },
        {weight: 1, arbitrary: fc.jsonValue()},
    )
const request = () =>
    fc.record({
        route: fc.constantFrom(
            ...ROUTES.filter(({method, template}) => method !== "DELETE" && !template.includes("{target}")),
        ),
        object: fc.constantFrom("companies", "deals", "people", "users"),
        id: fc.constantFrom(...recordIds),
        attribute: fc.constantFrom(...SLUGS),
        body: body(),
    })

test("no request brings about a defect, and references stay two-way", async () => {
    const counts = {ok: 0, refused: 0}
    await fc.assert(
        fc.asyncProperty(request(), async ({route, object, id, attribute, body: sent}) => {
            const path = route.template
                .replace("{object}", object)
                .replace("{record_id}", id)
                .replace("{attribute}", attribute)
                .replace(/\{\w+\}/, id)
            const query = route.method === "PUT" ? "?matching_attribute=domains" : "?show_historic=true"
            const {status} = await bench.call(
                route.method,
                path + query,
                route.method === "GET" ? undefined : sent,
            )
            expect([200, 400, 404, 409]).toContain(status)
            counts[status === 200 ? "ok" : "refused"] += 1
        }),
        {numRuns: 250, seed: 7},
    )
    expect(await bench.admin.defects()).toEqual([])
    expect(counts.ok).toBeGreaterThan(50)
    expect(counts.refused).toBeGreaterThan(50)

    const links = async (object: string, slug: string) =>
        ((await bench.admin.records(bench.workspaceId, object)) as AnsweredRecord[]).flatMap(
            ({id, values: all}) =>
                (all[slug] ?? []).map((one) => [id.record_id, String(one.target_record_id)]),
        )
    const forward = await links("deals", "associated_company")
    const backward = await links("companies", "associated_deals")
    expect(forward.map(([deal, company]) => `${company} ${deal}`).sort()).toEqual(
        backward.map(([company, deal]) => `${company} ${deal}`).sort(),
    )
})
