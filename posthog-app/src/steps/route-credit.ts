import type {LoggedWrite} from "../attio/crm-log"
import type {RouteResult} from "../attio/route-account"
import type {PlannedWrite} from "../attio/route-plan"

/** A result that is no failure of the API. */
export type Settled = Exclude<RouteResult, {kind: "api"}> & {readonly madeCompany?: true}

/** What a run has to its credit for one account. */
export interface Credited {
    readonly result: Settled
    /** Writes that happened, in this try or an earlier one whose answer was lost. */
    readonly writes: readonly PlannedWrite[]
    readonly note: string | null
}

/** Whether both speak of the same record; one that is being created is the only one of its kind. */
export function isSame(a: PlannedWrite, b: PlannedWrite): boolean {
    return a.object === b.object && a.recordId === b.recordId
}

/**
 * A write whose answer was lost shows up as "up to date" in the next try: it still was this run that wrote it. What an
 * earlier try announced and this one had no need to send has happened.
 */
export function creditOf(
    result: Settled,
    earlier: readonly PlannedWrite[],
    announced: readonly PlannedWrite[],
): Credited {
    const done = earlier.filter((one) => !announced.some((other) => isSame(one, other)))
    const note = result.kind !== "skipped" && result.note !== undefined ? result.note : null
    const refused = note === null ? [] : announced.filter(({object}) => object === "companies")
    const writes = [...done, ...announced].filter((write) => !refused.includes(write))
    if (result.kind === "skipped") return {result, writes, note}
    const target = result.deal === null ? "companies" : "deals"
    const first = done.find(({object}) => object === target)
    const kind = first === undefined || result.kind === "created" ? result.kind : first.action
    const isNew = result.isNew || done.some((write) => write.isNew)
    return {result: {...result, kind, isNew, why: first?.why ?? result.why}, writes, note}
}

/** Entries of the audit log (D3). */
export function loggedOf({result, writes}: Credited, account: string): LoggedWrite[] {
    return writes.flatMap(({object, recordId, action, before, after, why}) => {
        const record = object === "deals" ? (result.kind === "skipped" ? null : result.deal) : result.company
        const id = recordId ?? record?.id.record_id
        return id === undefined ? [] : [{object, recordId: id, action, before, after, why, account}]
    })
}
