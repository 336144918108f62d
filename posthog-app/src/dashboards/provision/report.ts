import type {PlanAction} from "./plan-types"
import type {Provisioned} from "./provision"

const WORDS: Readonly<Record<PlanAction, string>> = {
    create: "made",
    update: "updated",
    keep: "up to date",
    conflict: "edited in PostHog while Beton has a newer one",
    contested: "written by another installation of Beton",
    waiting: "waiting for data",
    "removed-by-user": "deleted in PostHog",
}

/** How many tiles each action is for, of those that are done: "8 made, 4 waiting for data". */
export function countsOf({entries, undone}: Pick<Provisioned, "entries" | "undone">): string {
    const tiles = entries.filter(({tile}) => tile !== null && !undone.includes(tile))
    return (Object.keys(WORDS) as PlanAction[])
        .map((action) => [tiles.filter((entry) => entry.action === action).length, WORDS[action]] as const)
        .filter(([count]) => count > 0)
        .map(([count, words]) => `${count} ${words}`)
        .join(", ")
}

/** What was refused, each reason once: "one, two: PostHog refused the request: …"; the dashboard's own without a name. */
export function refusedTexts({refused}: Pick<Provisioned, "refused">): string[] {
    const reasons = [...new Set(refused.map(({message}) => message))]
    return reasons.map((reason) => {
        const tiles = refused.flatMap(({tile, message}) => (message === reason ? (tile ?? []) : []))
        return `${tiles.length === 0 ? "" : `${tiles.join(", ")}: `}${reason}`
    })
}

/** A line for the log; null when nothing happened that anybody has to know. */
export function dashboardLogLine(provisioned: Provisioned): string | null {
    const {title, writes, refused, entries, more} = provisioned
    const tilesOf = (wanted: PlanAction) =>
        entries.flatMap(({action, tile}) => (action === wanted ? (tile ?? []) : [])).join(", ")
    const [conflicts, contested] = [tilesOf("conflict"), tilesOf("contested")]
    if (writes === 0 && refused.length === 0 && conflicts === "" && contested === "") return null
    const counts = countsOf(provisioned)
    const parts = [
        `Dashboard "${title}": ${counts === "" ? (writes > 0 ? "begun" : "nothing done") : counts}.`,
        ...(more ? ["It goes on from there."] : []),
        ...(conflicts === ""
            ? []
            : [
                  `Edited in PostHog and left alone: ${conflicts}; \`beton provision --restore\` replaces their SQL.`,
              ]),
        ...(contested === ""
            ? []
            : [
                  `Left alone, because another installation of Beton in this project has written them since: ${contested}. Give both the same settings and signing key, or set dashboards.enabled to false in one of them; \`beton provision\` takes them over.`,
              ]),
        ...(refused.length === 0
            ? []
            : [
                  `Not done, and what was there stays: ${refusedTexts(provisioned).join(" ")} The next run tries again.`,
              ]),
    ]
    return parts.join(" ")
}
