import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {mulberry32} from "@beton/shared/stats/mulberry32"

import {runCli} from "../../scripts/cli/run"
import {loadExport} from "../../scripts/import/load-export"
import {connectPostHog} from "../../scripts/sandbox/posthog/admin-client"
import {sharedPostHog} from "../sandbox/posthog-fixture"

const DAY_MS = 86_400_000
const MARCH = Date.parse("2026-03-01T00:00:00Z")
const DAYS = 120
let dir: string

/** 160 accounts that use the product most days; whoever exports reports converts three times as often afterwards. */
function exportLines(start: number): string[] {
    const random = mulberry32(5)
    const lines: string[] = []
    const add = (account: number, name: string, at: number): void => {
        const n = String(lines.length).padStart(12, "0")
        lines.push(
            JSON.stringify({
                uuid: `0190a000-0000-7000-8000-${n}`,
                event: name,
                distinct_id: `u${account}`,
                person_id: `0190a000-0000-7000-8000-${String(account + 1).padStart(12, "0")}`,
                timestamp: new Date(at).toISOString(),
                properties: {$groups: {workspace: `w${account}`}, $group_0: `w${account}`, format: "csv"},
            }),
        )
    }
    for (let account = 0; account < 160; account++) {
        let exported = -99
        for (let day = 0; day < DAYS; day++) {
            const at = start + day * DAY_MS + Math.floor(random() * DAY_MS)
            if (random() < 0.7) add(account, "opened", at)
            if (random() < 0.02) {
                exported = day
                add(account, "report_exported", at)
            }
            if (random() < (day - exported < 20 && day > exported ? 0.018 : 0.006)) {
                add(account, "subscription_started", at)
                break
            }
        }
    }
    return lines
}

beforeAll(() => {
    dir = mkdtempSync(path.join(tmpdir(), "beton-backtest-"))
    writeFileSync(path.join(dir, "events.jsonl"), `${exportLines(MARCH).join("\n")}\n`)
    const signal = {id: "exported", title: "Exported a report", events: ["report_exported"], where: [{property: "format", is: "equal", value: "csv"}], window_days: 14} // prettier-ignore
    writeFileSync(path.join(dir, "exported.json"), JSON.stringify(signal))
    writeFileSync(
        path.join(dir, "nowhere.json"),
        JSON.stringify({...signal, id: "none", events: ["never_sent"]}),
    )
    writeFileSync(path.join(dir, "odd.json"), JSON.stringify({...signal, at_least: 0}))
    writeFileSync(path.join(dir, "broken.json"), "{")
})
afterAll(() => rmSync(dir, {recursive: true, force: true}))

async function backtest(...args: string[]): Promise<{code: number; out: string; lastLine: string}> {
    const out: string[] = []
    const err: string[] = []
    const absolute = args.map((arg) => (arg.endsWith(".json") ? path.join(dir, arg) : arg))
    const code = await runCli(["backtest", ...absolute], {
        stdout: {write: (text) => out.push(text)},
        stderr: {write: (text) => err.push(text)},
        cwd: dir,
        debug: undefined,
        signal: new AbortController().signal,
        clock: Date.now,
    })
    return {code, out: out.join(""), lastLine: err.join("").trimEnd().split("\n").at(-1) ?? ""}
}

const onData = (...args: string[]) => backtest("--data", dir, ...args)

it("judges a custom signal beside the built-in ones, and proposes what to do", async () => {
    const all = ["--outcome", "subscription_started", "--signal", "exported.json", "--capacity", "10", "--acv", "5000", "--as-if-since", "2026-05-01"] // prettier-ignore
    const {code, out, lastLine} = await onData(...all, "--json")
    expect([code, lastLine]).toEqual([0, expect.stringMatching(/^Backtesting: \d+ queries/)])
    const result = JSON.parse(out) as Record<string, unknown> & {
        signals: {
            id: string
            fixed_in_advance: boolean
            whole: {with: {dates: {n: number}}; lift: {value: number}}
        }[]
        score: {thresholds: unknown[]}
    }
    expect(result).toMatchObject({
        schema_version: 1,
        outcome: {event: "subscription_started"},
        rules: {horizon_days: 30, gap_days: 1},
        cost: {slices: 1},
        capacity: {accounts_per_month: 10},
        arr: {title: "ARR associated with this signal, above baseline"},
        shadow: {summary: {start: "2026-05-01T06:00:00.000Z"}},
    })
    const custom = result.signals.find(({id}) => id === "custom_exported")
    expect(custom?.fixed_in_advance).toBe(false)
    expect(custom?.whole.with.dates.n).toBeGreaterThan(100)
    expect(custom?.whole.lift.value).toBeGreaterThan(1)
    // The same for people: no number without its count, nothing raw.
    const text = await onData(...all)
    expect(text.out).toContain("Exported a report: ")
    expect(text.out).toMatch(/weekly checks from \d+ Mar 2026/)
    expect(text.out).not.toMatch(/NaN|undefined|null|Infinity|\{/)
}, 180_000)

it("reads a live project by its configuration, and takes the outcome from there", async () => {
    // The clock of a live project is today's.
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
    const recent = mkdtempSync(path.join(tmpdir(), "beton-live-"))
    writeFileSync(path.join(recent, "events.jsonl"), exportLines(today - DAYS * DAY_MS).join("\n"))
    const admin = connectPostHog(sharedPostHog())
    const {project_id: id} = await loadExport(admin, recent)
    rmSync(recent, {recursive: true})
    const key = await admin.createPersonalKey({scopes: ["query:read", "project:read", "group:read"]})
    const before = (await admin.requests()).length
    const config = {posthog_host: sharedPostHog(), posthog_key: key, posthog_project: String(id), account: "group:workspace", outcome_event: "subscription_started"} // prettier-ignore
    writeFileSync(path.join(dir, "live.json"), JSON.stringify(config))
    const {code, out} = await backtest("--config", "live.json", "--signal", "exported.json", "--json")
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({outcome: {event: "subscription_started"}})
    const own = (await admin.requests()).slice(before).filter(({projectId}) => projectId === id)
    expect(own.filter(({kind}) => kind === "write")).toEqual([])
}, 180_000)

it.each<[string, string[], number, string]>([
    ["neither data nor configuration", [], 2, "Give --data DIR (exported events) or --config FILE (a live PostHog project)."],
    ["no outcome", ["--data", "."], 2, "--outcome is missing: name the event that counts as the conversion."],
    ["a horizon that is none", ["--data", ".", "--horizon", "0"], 2, "--horizon 0: must be a whole number of days from 1 to 365."],
    ["a file that is no JSON", ["--data", ".", "--signal", "broken.json"], 2, "broken.json: is not valid JSON."],
    ["a file that is not there", ["--data", ".", "--signal", "missing.json"], 2, "missing.json: cannot be read."],
    ["a signal that fits nothing", ["--data", ".", "--signal", "odd.json"], 2, 'odd.json: "at_least": Too small'],
    ["an outcome that never happened", ["--data", ".", "--outcome", "subscribed"], 2, '--outcome: the event "subscribed" does not occur before 2026-06-28T06:00:00.000Z. Events that do: opened'],
    ["a signal's event that never happened", ["--data", ".", "--outcome", "subscription_started", "--signal", "nowhere.json"], 2, '--signal: the event "never_sent" does not occur'],
    ["a start date after the data", ["--data", ".", "--outcome", "subscription_started", "--as-if-since", "2026-09-01"], 2, "--as-if-since 2026-09-01: must lie between 1 and 365 days before the end of the data"],
])("says what is wrong with %s", async (_what, args, code, message) => {
    const found = await backtest(...args.map((arg) => (arg === "." ? dir : arg)))
    expect([found.code, found.out]).toEqual([code, ""])
    expect(found.lastLine).toContain(message)
}, 60_000) // prettier-ignore
