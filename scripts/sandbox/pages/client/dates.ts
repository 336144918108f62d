import type {ChosenRange, DashboardInfo} from "../shapes"

/** A choice of the date filter, as PostHog offers it. */
export interface Period {
    readonly id: string
    readonly label: string
    /** null: the one that the dashboard was saved with. */
    readonly range: ChosenRange | null
}

const relative = (id: string, label: string): Period => ({id, label, range: {date_from: id, date_to: null}})

/** The usual choices. */
const PERIODS: readonly Period[] = [
    relative("-7d", "Last 7 days"),
    relative("-30d", "Last 30 days"),
    relative("-90d", "Last 90 days"),
    relative("-180d", "Last 180 days"),
    relative("mStart", "This month"),
    relative("all", "All time"),
]

/** The choices of a dashboard; the first is what it was saved with. */
export function periodsOf(saved: DashboardInfo["saved"]): Period[] {
    return [{id: "own", label: savedLabel(saved), range: null}, ...PERIODS]
}

function savedLabel({from, to}: DashboardInfo["saved"]): string {
    if (from === null && to === null) return "Each tile's own"
    const known = to === null ? PERIODS.find(({id}) => id === from) : undefined
    if (known !== undefined) return `As saved (${known.label.toLowerCase()})`
    const days = /^-(\d+)d$/.exec(from ?? "")?.[1]
    if (days !== undefined && to === null) return `As saved (last ${days} days)`
    const isDay = (text: string | null): boolean => text !== null && /^\d{4}-\d\d-\d\d/.test(text)
    if (isDay(from) && isDay(to)) return `As saved (${from?.slice(0, 10)} to ${to?.slice(0, 10)})`
    return "As saved"
}

/** A period from one day up to another, both included; null while it makes no sense. */
export function customRange(from: string, to: string): ChosenRange | null {
    const day = /^\d{4}-\d\d-\d\d$/
    if (!day.test(from) || (to !== "" && (!day.test(to) || to < from))) return null
    return {date_from: from, date_to: to === "" ? null : to}
}
