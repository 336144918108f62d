/** A choice of the date filter, as PostHog offers it. */
export interface Period {
    readonly id: string
    readonly label: string
    /** `dateRange` of a query; null = the dashboard's own. */
    readonly range: {readonly date_from: string; readonly date_to?: string} | null
}

/** The usual choices; "own" is what the dashboard was saved with. */
export const PERIODS: readonly Period[] = [
    {id: "own", label: "As saved", range: null},
    {id: "-7d", label: "Last 7 days", range: {date_from: "-7d"}},
    {id: "-30d", label: "Last 30 days", range: {date_from: "-30d"}},
    {id: "-90d", label: "Last 90 days", range: {date_from: "-90d"}},
    {id: "-180d", label: "Last 180 days", range: {date_from: "-180d"}},
    {id: "mStart", label: "This month", range: {date_from: "mStart"}},
    {id: "all", label: "All time", range: {date_from: "all"}},
]

/** A period from one day up to another, both included; null while it makes no sense. */
export function customRange(from: string, to: string): Period["range"] {
    const day = /^\d{4}-\d\d-\d\d$/
    if (!day.test(from) || (to !== "" && (!day.test(to) || to < from))) return null
    return to === "" ? {date_from: from} : {date_from: from, date_to: to}
}
