import {toBase64Url, utf8Bytes} from "@beton/shared/events/codec"
import {sha256} from "@noble/hashes/sha2.js"

import {type CheckContext, type Facts, noFacts} from "./checks/check"
import {CHECKS} from "./checks/registry"
import {claim} from "./claims"
import {clientsOf} from "./clients/clients"
import {Transport, UNIT_BUDGET_MS} from "./clients/transport"
import type {Config} from "./config/config"
import type {Host} from "./host"
import {type CheckedDashboards, continueDashboards} from "./setup-dashboards"
import {RunStore} from "./store"

const HOUR_MS = 3_600_000
/** Settings that did not change are looked at again after so long: keys expire, attributes get archived. */
const AGAIN_AFTER_MS = 7 * 24 * HOUR_MS
/** A job goes on with further checks for this long; one check on top stays below the host's 30 s. */
const JOB_BUDGET_MS = 8_000

/** Where the connect check stands; the payload of its job. */
export interface CheckPayload {
    /** Which settings are checked. */
    readonly settings: string
    readonly next: number
    readonly facts: Facts
    readonly toFix: number
    /** After the last check: where the dashboards stand. */
    readonly dashboards?: CheckedDashboards
}

interface Checked {
    readonly settings: string
    /** Unix ms. */
    readonly at: number
}

/**
 * Starts the connect check when the settings changed: the same one that `beton doctor` runs. Set-up itself asks
 * nothing, because the host calls it in every thread and switches off a plugin whose set-up fails (HOST.md §2.6).
 */
export async function startChecks(host: Host, config: Config): Promise<void> {
    const settings = fingerprint(config)
    const checked = (await new RunStore(host.storage).checked()) as Checked | null | undefined
    if (checked?.settings === settings && host.now() - checked.at < AGAIN_AFTER_MS) return
    if (!(await claim(host, `check:${settings}:${Math.floor(host.now() / HOUR_MS)}`))) return
    await host.enqueueCheck({settings, next: 0, facts: noFacts(), toFix: 0}, 0)
}

/** Runs some checks, which only read, writes a line for each, and leaves the rest to the next job; then come the dashboards. */
export async function continueChecks(host: Host, config: Config, payload: CheckPayload): Promise<void> {
    // The settings changed meanwhile: their own check has been started.
    if (payload.settings !== fingerprint(config)) return
    const {facts} = payload
    if (payload.dashboards !== undefined) {
        await continueDashboards(host, config, payload, payload.dashboards)
        return
    }
    const transport = new Transport(host, {budgetMs: UNIT_BUDGET_MS})
    const context = contextOf(host, config, transport, facts)
    const started = host.now()
    let {next, toFix} = payload
    for (const check of CHECKS.slice(next)) {
        transport.startUnit()
        const line = await check.run(context)
        next += 1
        if (line.state === "fail") toFix += 1
        const verdict = {ok: "ok", warn: "note", fail: "to fix", skipped: "skipped"}[line.state]
        host.log(line.state === "fail" ? "warn" : "info", `Check ${line.title}: ${verdict}. ${line.message}`)
        if (host.now() - started >= JOB_BUDGET_MS) break
    }
    if (next < CHECKS.length) {
        await host.enqueueCheck({settings: payload.settings, next, facts, toFix}, 0)
        return
    }
    await new RunStore(host.storage).saveChecked({
        settings: payload.settings,
        at: host.now(),
    } satisfies Checked)
    host.log(
        toFix === 0 ? "info" : "warn",
        toFix === 0
            ? "Connect check done: nothing to fix."
            : `Connect check done: ${toFix} to fix, see the lines above.`,
    )
    await continueDashboards(host, config, {...payload, next, toFix}, null)
}

function contextOf(host: Host, config: Config, transport: Transport, facts: Facts): CheckContext {
    return {
        host,
        config,
        ...clientsOf(host, config, transport),
        asOf: Math.floor(host.now() / 1000) * 1000,
        facts,
    }
}

/** Which settings these are, without telling them. */
function fingerprint(config: Config): string {
    return toBase64Url(sha256(utf8Bytes(JSON.stringify(config)))).slice(0, 16)
}
