import type {CheckLine, CheckState} from "@beton/posthog-app/checks/check"

const MARKS: Readonly<Record<CheckState, string>> = {ok: "ok", fail: "fix", warn: "note", skipped: "-"}

/** "fix   Scope group:read: …" */
export function checkText({state, title, message}: CheckLine): string {
    return `${MARKS[state].padEnd(5)} ${title}: ${message}`
}

/** "Nothing to fix; 2 notes." */
export function checkSummary(lines: readonly CheckLine[]): string {
    const fixes = lines.filter(({state}) => state === "fail").length
    const notes = lines.filter(({state}) => state === "warn").length
    const noted = notes === 0 ? "" : `; ${notes} ${notes === 1 ? "note" : "notes"}`
    return fixes === 0 ? `Nothing to fix${noted}.` : `${fixes} to fix${noted}.`
}
