import {spawn} from "node:child_process"
import {randomBytes} from "node:crypto"
import {mkdtempSync, rmSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"
import {fileURLToPath} from "node:url"

import {DASHBOARD_SCOPES, POSTHOG_SCOPES} from "@beton/posthog-app/config/scopes"
import {dueAsOf} from "@beton/posthog-app/days"
import {keyPairOf} from "@beton/shared/events/signing"

import {buildPlugin} from "../build/build-plugin"
import {buildRunner} from "../build/build-runner"
import type {PostHogStandIn} from "../sandbox/posthog"
import {STORY_CONFIG} from "../sandbox/story"
import {eventsSql} from "./events-sql"

/** The aim: a run fits into the smallest container that is sold. */
export const AIM_BYTES = 256 * 1024 * 1024

/** What a whole run of the runner took. */
export interface MemoryFigures {
    readonly accounts: number
    readonly events: number
    /** Active rows of all signals together. */
    readonly active_rows: number
    readonly events_written: number
    readonly queries: number
    /** Peak resident memory of the runner's process, bytes. */
    readonly peak_rss: number
    readonly seconds: number
}

const SCOPES = [...POSTHOG_SCOPES, ...DASHBOARD_SCOPES].map(({scope}) => scope)
const EVENTS_PER_ACCOUNT = 30
const DAYS = 200
const INSERT_ROWS = 400_000
const TARGET_HOUR = 6

/** A project with so many accounts, whose last day has just ended. */
export async function manyAccounts(
    posthog: PostHogStandIn,
    accounts: number,
    say: (text: string) => void,
): Promise<{readonly projectId: number; readonly events: number}> {
    const {id: projectId} = await posthog.admin.createProject({
        name: "Many accounts",
        groupTypes: [{group_type: "company"}],
    })
    const events = accounts * EVENTS_PER_ACCOUNT
    const endMs = Date.parse(dueAsOf(Date.now(), TARGET_HOUR))
    for (let from = 0; from < events; from += INSERT_ROWS) {
        say(`Making events of ${accounts.toLocaleString("en")} accounts: ${from.toLocaleString("en")}`)
        const count = Math.min(INSERT_ROWS, events - from)
        await posthog.admin.sql(eventsSql({projectId, events, from, count, endMs, days: DAYS, accounts}))
    }
    await posthog.admin.sql(busySql(projectId, accounts, endMs))
    await posthog.admin.setLimits(projectId, {maxSeconds: 120})
    return {projectId, events}
}

/**
 * Runs the packed runner, in a process of its own, over such a project, and measures its memory. CRM routing is off:
 * it works on one account at a time whatever their number.
 *
 * @throws Error with the runner's words when it fails
 */
export async function memoryOfRun(
    posthog: PostHogStandIn,
    project: {readonly projectId: number; readonly events: number},
    accounts: number,
    nodeOptions: readonly string[] = [],
): Promise<MemoryFigures> {
    const {text, peakRss, seconds} = await measuredRun(posthog, project.projectId, nodeOptions, {
        BETON_SETTINGS: JSON.stringify({signals: STORY_CONFIG.signals}),
    })
    const done = /done: (\d+) accounts written, \d+ deals created, (\d+) queries/.exec(text)
    if (done === null) throw new Error(`The runner did not finish.\n${text.slice(-2000)}`)
    const rows = [...text.matchAll(/: active for (\d+) accounts/g)].map(([, n]) => Number(n))
    return {
        accounts,
        events: project.events,
        active_rows: rows.reduce((sum, n) => sum + n, 0),
        events_written: Number(done[1]),
        queries: Number(done[2]),
        peak_rss: peakRss,
        seconds,
    }
}

/**
 * One start of the packed runner, in a process of its own.
 *
 * @param more further variables of the runner
 * @returns its log, its peak resident memory in bytes and its time in seconds
 * @throws Error with the runner's words when it fails
 */
export async function measuredRun(
    posthog: PostHogStandIn,
    projectId: number,
    nodeOptions: readonly string[],
    more: Readonly<Record<string, string>>,
): Promise<{readonly text: string; readonly peakRss: number; readonly seconds: number}> {
    const key = await posthog.admin.createPersonalKey({scopes: SCOPES})
    const dir = mkdtempSync(path.join(tmpdir(), "beton-memory-"))
    try {
        await buildPlugin(dir)
        const runner = await buildRunner(dir)
        const started = performance.now()
        const {code, text} = await run([...nodeOptions, runner], dir, {
            BETON_POSTHOG_HOST: posthog.url,
            BETON_POSTHOG_KEY: key,
            BETON_POSTHOG_PROJECT: String(projectId),
            BETON_SIGNING_KEY: keyPairOf(randomBytes(32)).privateKey,
            BETON_TARGET_HOUR: String(TARGET_HOUR),
            ...more,
        })
        const seconds = (performance.now() - started) / 1000
        const peak = /peak_rss_kb=(\d+)/.exec(text)?.[1]
        if (code !== 0 || peak === undefined)
            throw new Error(`The runner ended with ${code}.\n${text.slice(-2000)}`)
        return {text, peakRss: Number(peak) * 1024, seconds}
    } finally {
        rmSync(dir, {recursive: true, force: true})
    }
}

/** A quarter of the accounts does something that a signal looks for in the last week: far more than in real projects. */
function busySql(projectId: number, accounts: number, endMs: number): string {
    return `INSERT INTO events (team_id, uuid, event, properties, timestamp, distinct_id, person_id)
SELECT ${projectId}, reinterpretAsUUID(sipHash128('busy', number)),
    multiIf(step = 0, 'checkout_started', step < 4, 'intercom_conversation_started', '$pageview'),
    concat('{"$group_0":"', company, '","conversation_id":"c', toString(number), '","$session_id":"s', toString(number),
        '","$current_url":"https://www.lumenboard.example/pricing"}'),
    addSeconds(toDateTime64(${endMs / 1000}, 6, 'UTC'), -3600 * toInt64(1 + number % 140)), concat('busy_', company),
    reinterpretAsUUID(sipHash128('busy person', company))
FROM (
    SELECT number, number % 6 AS step, intDiv(number, 6) AS account,
        concat('company_', leftPad(toString(account), 5, '0')) AS company
    FROM numbers(${accounts * 6})
)
WHERE account % 100 < multiIf(step = 0, 25, step < 4, 15, 20)`
}

function run(
    nodeArgs: readonly string[],
    dir: string,
    env: Record<string, string>,
): Promise<{code: number; text: string}> {
    const hook = fileURLToPath(new URL("report-peak.cjs", import.meta.url))
    return new Promise((resolve, reject) => {
        const child = spawn(
            process.execPath,
            ["--require", hook, ...nodeArgs, "--state", path.join(dir, "state"), "--log", "text"],
            {env: {PATH: process.env.PATH ?? "", ...env}, stdio: ["ignore", "ignore", "pipe"]},
        )
        let text = ""
        child.stderr.setEncoding("utf8")
        child.stderr.on("data", (chunk: string) => (text += chunk))
        child.on("error", reject)
        child.on("close", (code) => resolve({code: code ?? -1, text}))
    })
}
