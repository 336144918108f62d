import type {Comparison} from "./result"

const DAY_MS = 86_400_000
const WEEK_DAYS = 7
const MONTH_DAYS = 30

/** Length of a comparison's period in months of 30 days, each landmark standing for a week; null without landmarks. */
export function monthsOf({from, to}: Pick<Comparison, "from" | "to">): number | null {
    if (from === null || to === null) return null
    return ((Date.parse(to) - Date.parse(from)) / DAY_MS + WEEK_DAYS) / MONTH_DAYS
}
