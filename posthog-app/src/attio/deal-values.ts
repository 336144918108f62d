import type {AttioRecord, WriteValues} from "../clients/attio"
import type {RouteCandidate} from "../decided-rows"
import {DEAL} from "./deal-attributes"
import type {DealSetup} from "./deal-setup"

/** A score that moved less than this is not written again (D8). */
const SCORE_STEP = 5

/** The fields Beton keeps up to date on a deal. */
export function scoreValues(candidate: RouteCandidate, asOf: string): WriteValues {
    const always = candidate.always.length > 0 ? ` Always sent to sales: ${candidate.always.join(", ")}.` : ""
    return {
        [DEAL.score]: [{value: candidate.score}],
        [DEAL.signals]: [{value: candidate.types.join(", ")}],
        [DEAL.topSignal]: [{value: candidate.topSignal}],
        [DEAL.signalCount]: [{value: candidate.types.length}],
        [DEAL.lastSignal]: [{value: asOf}],
        [DEAL.whyNow]: [{value: `${candidate.whyNow}${always}`}],
    }
}

/** All fields of a new deal. Stage, owner and value belong to the sales team afterwards and are never sent again. */
export function newDealValues(
    candidate: RouteCandidate,
    asOf: string,
    setup: DealSetup,
    deal: {readonly key: string; readonly name: string; readonly companyId: string; readonly ownerId: string},
): WriteValues {
    const {leadSource} = setup
    return {
        name: [{value: deal.name}],
        stage: [{status: setup.stage.status_id}],
        owner: [{referenced_actor_type: "workspace-member", referenced_actor_id: deal.ownerId}],
        associated_company: [{target_object: "companies", target_record_id: deal.companyId}],
        [DEAL.key]: [{value: deal.key}],
        [leadSource.slug]: [
            leadSource.type === "select" ? {option: leadSource.value} : {value: leadSource.value},
        ],
        ...scoreValues(candidate, asOf),
    }
}

/**
 * Whether the deal already says what we would write: same signals, score within 5 points. A partial run never takes
 * anything back: what it could not see may still be there (DESIGN §3).
 */
export function upToDate(record: AttioRecord, candidate: RouteCandidate): boolean {
    const score = record.values[DEAL.score]?.[0]?.value
    const signals = record.values[DEAL.signals]?.[0]?.value
    if (candidate.partial && typeof score === "number" && score >= candidate.score) return true
    return (
        typeof score === "number" &&
        Math.abs(score - candidate.score) < SCORE_STEP &&
        signals === candidate.types.join(", ")
    )
}

/** Current stage of a deal: status id and since when; null when it has none. */
export function stageOf(record: AttioRecord): {readonly statusId: string; readonly since: string} | null {
    const value = record.values.stage?.[0]
    const status = value?.status as {id?: {status_id?: unknown}} | undefined
    const id = status?.id?.status_id
    return typeof id === "string" ? {statusId: id, since: value?.active_from ?? record.created_at} : null
}
