import {keyPairOf} from "@beton/shared/events/signing"

import {appHost} from "./support/app-host"
import {
    AS_OF,
    DAY_MS,
    formFor,
    onlyRun,
    onlySignals,
    testProject,
    verifiedFirings,
    WAKE,
} from "./support/project"
import {checkoutAccounts, insertEvents} from "./support/tiny-data"
import {openWire, queryName} from "./support/wire"

jest.setTimeout(60_000)

const BILLING = onlySignals({billing_intent: {}})

/** A project whose warehouse holds the customers acme and gamma, under Stripe's metadata. */
async function withWarehouse() {
    const project = await testProject()
    const physicalTable = `wh_customer_${project.id}`
    await project.admin.sql(`CREATE TABLE ${physicalTable} (id String, account String) ENGINE = Memory`)
    await project.admin.sql(`INSERT INTO ${physicalTable} VALUES ('cus_1', 'acme'), ('cus_2', 'gamma')`)
    await project.admin.updateProject(project.id, {
        warehouseTables: [
            {name: "stripe.customer", physicalTable, columns: {id: "String", account: "String"}},
        ],
    })
    return project
}
const CONFIRMED_BY_STRIPE = [{signals: ["billing_intent"], table: "stripe.customer", column: "account"}]

async function runOf(project: Awaited<ReturnType<typeof testProject>>, trust: object) {
    const wire = openWire()
    const host = appHost({
        config: formFor(project, {}, {signals: BILLING, trust}),
        clock: {now: WAKE},
        wire,
    })
    await host.day()
    expect(host.errors).toEqual([])
    return {
        host,
        wire,
        run: await onlyRun(project),
        scores: Object.fromEntries(
            (await verifiedFirings(project)).map(({account, content}) => [
                account,
                [content.score, content.confirmed_types ?? []],
            ]),
        ),
    }
}

describe("what anybody could have sent (A11)", () => {
    it("counts as it is by default: the score is exactly the sum of the base scores", async () => {
        const project = await testProject()
        await checkoutAccounts(project, ["acme"])
        const {scores, run} = await runOf(project, {})
        expect(scores).toEqual({acme: [45, []]})
        expect(run.unconfirmed).toEqual({accounts: 1, capped: 0})
    })

    it("is capped where the settings say so, except for accounts that an authenticated source knows", async () => {
        const project = await withWarehouse()
        await checkoutAccounts(project, ["acme", "beta"])
        const {scores, run} = await runOf(project, {unconfirmed_cap: 15, confirmations: CONFIRMED_BY_STRIPE})
        expect(scores).toEqual({acme: [45, ["billing_intent"]], beta: [20, []]})
        expect(run.unconfirmed).toEqual({accounts: 1, capped: 1})
        expect(run.problems).toEqual([])
    })

    it("a warehouse table that does not exist confirms nobody, and the summary says so", async () => {
        const project = await testProject()
        await checkoutAccounts(project, ["acme"])
        const confirmations = [{signals: ["billing_intent"], table: "stripe.gone", column: "account"}]
        const {scores, run} = await runOf(project, {unconfirmed_cap: 15, confirmations})
        expect(scores).toEqual({acme: [20, []]})
        expect(run.problems).toEqual([
            expect.stringMatching(/^Confirmations: PostHog refused the request: .*stripe\.gone/),
        ])
    })

    it("a table name that no query can hold is refused before it is sent", async () => {
        const project = await testProject()
        await checkoutAccounts(project, ["acme"])
        const confirmations = [
            {signals: ["billing_intent"], table: "t`; DROP TABLE events", column: "account"},
        ]
        const {wire, run} = await runOf(project, {confirmations})
        expect(run.problems).toEqual([
            expect.stringMatching(/^Confirmations: .*cannot be used as a property name/),
        ])
        expect(wire.sent.some(({url, body}) => url.endsWith("/query/") && body.includes("DROP TABLE"))).toBe(
            false,
        )
    })
})

it("a flood of forged firings is counted without being read, and hides none of ours", async () => {
    const project = await testProject()
    await insertEvents(
        project,
        ["acme", "beta"].map((account) => ({event: "checkout_started", account, hoursAgo: 30})),
    )
    const day = appHost({
        config: formFor(project, {}, {signals: BILLING}),
        clock: {now: WAKE - DAY_MS},
        wire: openWire(),
    })
    await day.day()
    expect((await verifiedFirings(project)).map(({account}) => account).sort()).toEqual(["acme", "beta"])
    const {privateKey} = keyPairOf(Uint8Array.from({length: 32}, () => 7))
    const forged = Array.from({length: 3000}, (_, n) => ({
        team_id: project.id,
        uuid: `00000000-0000-4000-9000-${n.toString(16).padStart(12, "0")}`,
        event: "beton_signal_fired",
        properties: JSON.stringify({
            beton_id: `0${n}`,
            beton_writer: "w_guessed",
            ...(n % 3 === 0 ? {} : {beton_payload: `payload${n}`, beton_sig: privateKey}),
        }),
        timestamp: new Date(Date.parse(AS_OF) - 3_600_000).toISOString().replace("T", " ").replace("Z", ""),
        distinct_id: "forger",
        person_id: "00000000-0000-4000-9000-000000000001",
        person_properties: "{}",
    }))
    await project.admin.insert("events", forged.map((row) => JSON.stringify(row)).join("\n"))
    const wire = openWire()
    const host = appHost({config: formFor(project, {}, {signals: BILLING}), clock: {now: WAKE}, wire})
    await host.day()
    expect(host.errors).toEqual([])
    // Ours, then the count of the others: two questions, whatever was sent.
    expect(wire.sent.filter((request) => queryName(request) === "fired history")).toHaveLength(2)
    expect(host.logs.at(-1)?.text).toMatch(
        / 3000 events were not believed and ignored \(1000 unsigned, 2000 foreign writer\)\.$/,
    )
    expect(host.logs.at(-1)?.text).toMatch(/done: 0 accounts written/)
})
