import {isUpToDate} from "../attio/route-account"
import {planRoute, type RoutePlan, type Routing} from "../attio/route-plan"
import {plannedOf, type PlannedRoute} from "./dry-report"
import type {Settled} from "./route-credit"
import {counted, failed} from "./route-end"
import type {RunState} from "./run-state"
import {next, type StepContext, type StepOutcome} from "./step"

/** The same decision without a write, kept for the report of the dry run. */
export async function planNext(
    state: RunState,
    context: StepContext,
    routing: Routing,
): Promise<StepOutcome> {
    const {account} = routing.candidate
    const plan = await planRoute(routing)
    if (plan.kind === "api") return failed(state, context, account, plan.failure)
    const isOpenDeal = plan.kind === "updated" || plan.kind === "annotated"
    const unchanged = isOpenDeal && isUpToDate(routing, plan)
    const planned: PlannedRoute = plannedOf(routing, plan, unchanged)
    await context.store.putPart("plan", "accounts", state.planParts, [planned])
    context.host.log("info", `Routing ${account}: ${planned.sentence}`)
    return next(state, {
        route: counted(state.route, plannedResult(plan, unchanged, routing)),
        planParts: state.planParts + 1,
        attempts: 0,
    })
}

function plannedResult(
    plan: Exclude<RoutePlan, {kind: "api"}>,
    unchanged: boolean,
    {candidate}: Routing,
): Settled {
    if (plan.kind === "skipped") return plan
    const rest = {deal: null, company: null, isNew: false, why: "", heard: candidate}
    if (unchanged) return {kind: "unchanged", ...rest}
    switch (plan.kind) {
        case "create_company":
        case "create_deal":
            return {kind: "created", ...rest}
        case "company":
            return {kind: "updated", ...rest}
        default:
            return {kind: plan.kind, ...rest}
    }
}
