import type {PlanAction} from "./plan-types"
import type {Provisioned} from "./provision"

const WORDS: Readonly<Record<PlanAction, string>> = {
    create: "made",
    update: "updated",
    keep: "up to date",
    conflict: "edited in PostHog while Beton has a newer one",
    waiting: "waiting for data",
    "removed-by-user": "deleted in PostHog",
}

/** How many tiles each action is for: "8 made, 4 waiting for data". */
export function countsOf({entries}: Pick<Provisioned, "entries">): string {
    const tiles = entries.filter(({tile}) => tile !== null)
    return (Object.keys(WORDS) as PlanAction[])
        .map((action) => [tiles.filter((entry) => entry.action === action).length, WORDS[action]] as const)
        .filter(([count]) => count > 0)
        .map(([count, words]) => `${count} ${words}`)
        .join(", ")
}

/** A line for the log; null when nothing happened that anybody has to know. */
export function dashboardLogLine(provisioned: Provisioned): string | null {
    const {title, writes, refused, entries} = provisioned
    const conflicts = entries.filter(({action}) => action === "conflict")
    if (writes === 0 && refused.length === 0 && conflicts.length === 0) return null
    const failed = refused.map(({tile, message}) => `${tile === null ? "" : `${tile}: `}${message}`)
    const left = failed.length > 0 ? ` Not done, and what was there stays: ${failed.join(" ")}` : ""
    const kept =
        conflicts.length > 0
            ? ` Edited in PostHog and left alone: ${conflicts.map(({tile}) => tile).join(", ")}; \`beton provision --restore\` replaces their SQL.`
            : ""
    return `Dashboard "${title}": ${countsOf(provisioned)}.${kept}${left}`
}
