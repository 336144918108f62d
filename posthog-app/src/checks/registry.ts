import {ACCOUNT_CHECKS} from "./account"
import {ATTIO_DEAL_CHECKS} from "./attio-deals"
import {ATTIO_OUTCOME_CHECKS} from "./attio-outcomes"
import {ATTIO_TOKEN_CHECKS} from "./attio-token"
import type {Check, CheckContext, CheckLine} from "./check"
import {CONNECTION_CHECKS} from "./connection"
import {DASHBOARD_SCOPE_CHECKS} from "./dashboard-scopes"
import {SOURCE_CHECKS} from "./data-sources"
import {KEY_SCOPE_CHECKS} from "./key-scopes"
import {RUN_CHECKS} from "./last-run"
import {PROJECT_CHECKS} from "./project"
import {ROUTING_CHECKS} from "./routing"
import {WRITING_CHECKS} from "./writing"

/** The connect check, in order: each entry needs earlier ones only. `beton doctor` and the app's set-up run the same. */
export const CHECKS: readonly Check[] = [
    ...CONNECTION_CHECKS,
    ...KEY_SCOPE_CHECKS,
    ...DASHBOARD_SCOPE_CHECKS,
    ...PROJECT_CHECKS,
    ...ACCOUNT_CHECKS,
    ...SOURCE_CHECKS,
    ...WRITING_CHECKS,
    ...RUN_CHECKS,
    ...ATTIO_TOKEN_CHECKS,
    ...ATTIO_DEAL_CHECKS,
    ...ATTIO_OUTCOME_CHECKS,
    ...ROUTING_CHECKS,
]

/**
 * Runs the checks one after the other.
 *
 * @param o.only ids to report; what they need is run as well, silently
 * @param o.onLine called with each reported line at once
 */
export async function runChecks(
    context: CheckContext,
    o: {readonly only?: readonly string[]; readonly onLine?: (line: CheckLine) => void} = {},
): Promise<CheckLine[]> {
    const {only} = o
    const wanted = only === undefined ? null : withNeeds(only)
    const lines: CheckLine[] = []
    for (const check of CHECKS) {
        if (wanted !== null && !wanted.has(check.id)) continue
        const line = await check.run(context)
        if (only !== undefined && !only.includes(check.id)) continue
        lines.push(line)
        o.onLine?.(line)
    }
    return lines
}

function withNeeds(ids: readonly string[]): Set<string> {
    const wanted = new Set(ids)
    for (const check of [...CHECKS].reverse())
        if (wanted.has(check.id)) for (const need of check.needs) wanted.add(need)
    return wanted
}
