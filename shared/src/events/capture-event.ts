import type {AccountSource} from "../queries/account"

/** An event in the form of PostHog's `/batch/` (CONTRACT §11). */
export interface CaptureEvent {
    readonly event: string
    readonly distinct_id: string
    readonly uuid: string
    /** ISO instant; fixed, so that a re-sent event is deduplicated. */
    readonly timestamp: string
    readonly properties: Readonly<Record<string, unknown>>
}

/** Longest distinct_id PostHog stores. */
const MAX_DISTINCT_ID = 200

/**
 * Properties every Beton event carries: no person is created, and the group is named both ways because ingestion
 * maps `$groups` only when persons are processed (CONTRACT §11).
 */
export function betonProperties(
    writer: string,
    subject?: {readonly source: AccountSource; readonly account: string},
): Record<string, unknown> {
    const properties: Record<string, unknown> = {
        $process_person_profile: false,
        $lib: "beton",
        beton_writer: writer,
    }
    if (subject?.source.type === "group") {
        properties.$groups = {[subject.source.groupType]: subject.account}
        properties[`$group_${subject.source.groupTypeIndex}`] = subject.account
    }
    return properties
}

/** The distinct_id of events about an account. */
export function accountDistinctId(account: string): string {
    return `beton:account:${account}`.slice(0, MAX_DISTINCT_ID)
}
