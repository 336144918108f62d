import {existsSync} from "node:fs"
import {fileURLToPath} from "node:url"

import {cellsOf} from "@beton/shared/backtest/tables"
import type {AccountSource} from "@beton/shared/queries/account"

import {readConfigFile} from "../../scripts/cli/config-file"
import {loadExport} from "../../scripts/import/load-export"
import {connectPostHog} from "../../scripts/sandbox/posthog/admin-client"
import {DAY_MS, type DetectionProject, detectionProject, SIGNAL_IDS} from "../detection/support"
import type {RawEvent} from "../oracle"
import {readEvents} from "../oracle/read"
import {createFixture, sharedPostHog} from "../sandbox/posthog-fixture"
import {backtestOf} from "../support/backtest/ask"
import {withAnotherFuture} from "../support/backtest/future"

const DATA = fileURLToPath(new URL("../../../shared/data/hedgebox", import.meta.url))
const EXAMPLE = readConfigFile(fileURLToPath(new URL("../../docs/examples/hedgebox.json", import.meta.url)))
const ACCOUNTS: AccountSource = {type: "group", groupType: "account", groupTypeIndex: 0}
const OUTCOME = "upgraded_plan"
const AS_OF = Date.parse("2026-10-31T06:00:00Z")
const BILLING = SIGNAL_IDS.indexOf(SIGNAL_IDS.find((id) => id.startsWith("billing")) ?? SIGNAL_IDS[0]!) + 1

// Third-party data lie beside the repository on machines that have them; they are not part of it.
const present = existsSync(DATA)
if (!present) console.warn("Skipped: the hedgebox data set (../shared/data/hedgebox) is not on this machine.")

/** What the test reads of an account, from the JSON lines alone. */
interface Account {
    readonly active: number[]
    readonly billing: number[]
    upgraded: number | null
}

function accountsFrom(events: Iterable<RawEvent>): Map<string, Account> {
    const accounts = new Map<string, Account>()
    const bookkeeping = new Set(["$groupidentify", "$identify", "$set", "$create_alias"])
    for (const event of events) {
        const key = (event.properties.$groups as {account?: string} | undefined)?.account
        if (key === undefined) continue
        const account = accounts.get(key) ?? {active: [], billing: [], upgraded: null}
        accounts.set(key, account)
        const at = Date.parse(event.timestamp)
        if (!bookkeeping.has(event.event)) account.active.push(at)
        const path = event.properties.$pathname
        if (event.event === "$pageview" && typeof path === "string" && path.includes("/account/billing"))
            account.billing.push(at)
        if (event.event === OUTCOME && (account.upgraded === null || at < account.upgraded))
            account.upgraded = at
    }
    return accounts
}

;(present ? describe : describe.skip)("a backtest of the hedgebox data set", () => {
    let project: DetectionProject
    let accounts: Map<string, Account>

    const empty = async (): Promise<DetectionProject> => detectionProject(await createFixture({groupTypes: [{group_type: "account"}]}), EXAMPLE) // prettier-ignore

    beforeAll(async () => {
        const {project_id: id, api_token: apiToken} = await loadExport(connectPostHog(sharedPostHog()), DATA)
        project = await detectionProject({...(await createFixture()), id, apiToken}, EXAMPLE)
        accounts = accountsFrom(readEvents(DATA))
    }, 300_000)

    it("counts what plain code counts in the JSON lines", async () => {
        const {tables, plan, result} = await backtestOf(project, {asOf: AS_OF, outcome: OUTCOME, account: ACCOUNTS}) // prettier-ignore
        const expected = new Map<string, number>()
        const add = (key: string): unknown => expected.set(key, (expected.get(key) ?? 0) + 1)
        plan.landmarks.forEach(({day, mature}, index) => {
            if (!mature) return
            const t = (day * 86_400 + plan.originSeconds) * 1000
            for (const {active, billing, upgraded} of accounts.values()) {
                // Day blocks: an event of the seventh day before the landmark's day, or earlier, makes it old enough.
                const known = active.some((at) => at < t - 7 * DAY_MS)
                const alive = active.some((at) => at >= t - 7 * DAY_MS && at < t)
                if (!known || !alive || (upgraded !== null && upgraded < t + DAY_MS)) continue
                const y = upgraded !== null && upgraded < t + 31 * DAY_MS ? 1 : 0
                add(`${index + 1} all ${y}`)
                if (billing.some((at) => at >= t - 7 * DAY_MS && at < t)) add(`${index + 1} billing ${y}`)
            }
        })
        const found = new Map<string, number>()
        for (const {a, b, c, n} of cellsOf(tables, "landmarks"))
            if (b === 0 || b === BILLING) found.set(`${a} ${b === 0 ? "all" : "billing"} ${c}`, n)
        expect(Object.fromEntries([...found].sort())).toEqual(Object.fromEntries([...expected].sort()))
        expect(result.dates.k).toBeGreaterThan(300)
    }, 120_000)

    it("does not take the billing page seconds before an upgrade for a prediction", async () => {
        // Whoever ever saw the page against whoever upgraded: nearly the outcome itself.
        const all = [...accounts.values()]
        const rate = (saw: boolean): number => {
            const side = all.filter(({billing}) => billing.length > 0 === saw)
            return side.filter(({upgraded}) => upgraded !== null).length / side.length
        }
        expect(rate(true) / Math.max(rate(false), 1 / all.length)).toBeGreaterThan(10)
        const {result} = await backtestOf(project, {asOf: AS_OF, outcome: OUTCOME, account: ACCOUNTS})
        const billing = result.signals[BILLING - 1]
        expect(billing?.whole.with.dates.n).toBeGreaterThan(20)
        expect(billing?.whole.lift.value).toBeLessThan(1.5)
        expect(billing?.verdict).not.toBe("confirmed")
    }, 120_000)

    it("finds pricing views from before sign-up only where so young accounts are looked at", async () => {
        const pricing = SIGNAL_IDS.findIndex((id) => id.startsWith("pricing"))
        const exposed = async (minTenureDays: number): Promise<number> => {
            const ask = {asOf: AS_OF, outcome: OUTCOME, account: ACCOUNTS, rules: {minTenureDays}}
            const {result} = await backtestOf(project, ask)
            return result.signals[pricing]?.whole.with.dates.n ?? -1
        }
        // All pricing views of this data set lie before the sign-up, so seven days later they are out of the window.
        expect(await exposed(7)).toBe(0)
        expect(await exposed(0)).toBeGreaterThan(10)
    }, 120_000)

    it("is the same when the plan of each account is updated the moment it upgrades", async () => {
        const told = await empty()
        await withAnotherFuture(project, told, AS_OF, {future: "deleted", outcome: OUTCOME, billing: "x"})
        const plan = "concat('{\"$group_type\":\"account\",\"$group_key\":\"', `$group_0`, '\",\"$group_set\":{\"plan\":\"', JSONExtractString(properties, 'new_plan'), '\"}}')" // prettier-ignore
        await project.admin.sql(
            `INSERT INTO events (team_id, uuid, event, properties, timestamp, distinct_id, person_id) SELECT ${told.id}, generateUUIDv4(), '$groupidentify', ${plan}, timestamp, distinct_id, person_id FROM events WHERE team_id = ${project.id} AND event = '${OUTCOME}'`,
        )
        const ask = {asOf: AS_OF, outcome: OUTCOME, account: ACCOUNTS}
        const [before, after] = [await backtestOf(project, ask), await backtestOf(told, ask)]
        expect(after.result).toEqual(before.result)
    }, 240_000)

    it.each([
        ["deleted", "2026-08-19T14:00:00Z"],
        ["converted", "2026-09-23T02:00:00Z"],
    ] as const)("does not change when the future is %s from %s on", async (future, instant) => {
        const other = await empty()
        const at = Date.parse(instant)
        await withAnotherFuture(project, other, at, {future, outcome: OUTCOME, billing: "paid_bill"})
        const ask = {asOf: at, outcome: OUTCOME, account: ACCOUNTS}
        const [before, after] = [await backtestOf(project, ask), await backtestOf(other, ask)]
        expect(before.result.dates.k).toBeGreaterThan(50)
        expect(after.result).toEqual(before.result)
    }, 240_000) // prettier-ignore
})
