import {HISTORY_STEPS} from "@beton/shared/queries/tiles/sources"

import type {DashboardDefinition} from "../definition"

/** PostHog takes 4000 characters; some are left for the key line (CONTRACT §8). */
const MAX_TEXT = 3800

/** The text at the top: what the dashboard answers, which tiles wait, and how much history there is (C5). */
export function aboutText(
    {about, days}: Pick<DashboardDefinition, "about" | "days">,
    waiting: readonly string[],
    historyDays: number | null,
): string {
    const period =
        days === null
            ? "Each tile says its own period."
            : `At first it shows ${days} days; change that at the top.`
    // It changes at these days only, because each change is a call to PostHog.
    const fewerThan = HISTORY_STEPS.find((limit) => historyDays !== null && historyDays < limit)
    const paragraphs = [
        `**About these numbers.** ${about} ${period}`,
        ...(fewerThan === undefined
            ? []
            : [
                  `The project has fewer than ${fewerThan} days of data so far. Trends and rates settle from ${HISTORY_STEPS[4]} days on.`,
              ]),
        ...(waiting.length > 0 ? [`Waiting for data: ${waiting.map(escaped).join("; ")}.`] : []),
    ]
    return clipped(paragraphs.join("\n\n"))
}

/** The text in place of a tile whose data are missing. */
export function waitingText(title: string, waiting: string): string {
    return clipped(`**${escaped(title)}**\n\nCollecting data. ${waiting}`)
}

function clipped(text: string): string {
    return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`
}

/** Text inside markdown. */
function escaped(text: string): string {
    return text.replace(/[\\`*_[\]<>#|]/g, "\\$&")
}
