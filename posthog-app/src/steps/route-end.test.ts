import {newToday} from "./route-end"
import type {RouteProgress} from "./run-state"

it("deals that were made or opened again, and companies made without one, count against the daily cap", () => {
    const progress = (counts: Partial<RouteProgress>): RouteProgress =>
        ({created: 0, updated: 9, annotated: 9, reopened: 0, ...counts}) as RouteProgress
    expect(newToday(progress({}))).toBe(0)
    expect(newToday(progress({created: 2, reopened: 3, companies: 4}))).toBe(9)
})
