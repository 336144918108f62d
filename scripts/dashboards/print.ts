import type {PlanAction} from "@beton/posthog-app/dashboards/provision/plan-types"
import type {Provisioned} from "@beton/posthog-app/dashboards/provision/provision"
import {countsOf, refusedTexts} from "@beton/posthog-app/dashboards/provision/report"

const LABELS: Readonly<Record<PlanAction, string>> = {
    create: "make",
    update: "update",
    keep: "keep",
    conflict: "conflict",
    contested: "left",
    waiting: "waiting",
    "removed-by-user": "deleted",
}
const WIDTH = Math.max(...Object.values(LABELS).map((label) => label.length))

/** What would be done, dashboard by dashboard; tiles that simply stay are counted only. */
export function planText(plan: readonly Provisioned[]): string {
    return plan
        .map(({title, dashboard, entries, refused}) => {
            const lines = entries
                .filter(({action, tile}) => action !== "keep" || (tile === null && entries.length === 1))
                .map(
                    ({action, tile, why}) =>
                        `  ${LABELS[action].padEnd(WIDTH)}  ${tile ?? "the dashboard"}: ${why}`,
                )
            const kept = entries.filter(({action, tile}) => action === "keep" && tile !== null).length
            const rest =
                kept > 0 ? [`  ${LABELS.keep.padEnd(WIDTH)}  ${kept} ${kept === 1 ? "tile" : "tiles"}`] : []
            const unknown = refusedTexts({refused}).map((text) => `  no plan   ${text}`)
            return [`${title} (${dashboard})`, ...unknown, ...lines, ...rest].join("\n")
        })
        .join("\n")
}

/** What was done, with the links. */
export function doneText(done: readonly Provisioned[]): string {
    const blocks = done.map(({title, url, refused, ...one}) => {
        const counts = `${title}: ${countsOf(one) || "nothing done"}.`
        const failed = refusedTexts({refused}).map((text) => `  not done  ${text}`)
        return [counts, ...failed, ...(url === null ? [] : [`  ${url}`])].join("\n")
    })
    const writes = done.reduce((sum, one) => sum + one.writes, 0)
    return [...blocks, sentText(writes, done)].join("\n")
}

function sentText(writes: number, done: readonly Provisioned[]): string {
    const sent = `${writes} ${writes === 1 ? "change" : "changes"} sent.`
    if (done.some(({refused}) => refused.length > 0)) return `${sent} Start again to try what is not done.`
    return writes === 0 ? "Nothing had to be changed." : sent
}
