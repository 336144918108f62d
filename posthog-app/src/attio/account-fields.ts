import {ACCOUNT_STATES, type AccountState, stateNamed, stateOf} from "@beton/shared/crm/account-state"
import {type CellObject, plainCell} from "@beton/shared/crm/fields/cells"
import {cellChanges} from "@beton/shared/crm/fields/changes"
import type {BetonFieldId, FieldValues} from "@beton/shared/crm/fields/fields"

import type {AttioRecord, WriteValues} from "../clients/attio"
import type {RouteCandidate} from "../decided-rows"
import {chanceOf, type Proof, trackRecordOf} from "../proof"
import {cellsOf} from "./cells"
import {accountRef, DEAL} from "./deal-attributes"
import type {FieldSetup} from "./field-setup"

/** A score that moved less than this is not written again (D8). */
const SCORE_STEP = 5
/** Unchanged fields are confirmed this often, so that the CRM can tell "unchanged" from "Beton no longer runs" (F10). */
const CONFIRM_DAYS = 7
const DAY_MS = 86_400_000

/** What a run says about an account, whichever record it goes to. */
export interface AccountFacts {
    readonly project: string
    readonly candidate: RouteCandidate
    readonly state: AccountState
    readonly asOf: string
    readonly threshold: number
    readonly proof: Proof | null
    readonly contractValue: number | null
    /** Page of the account in PostHog; null where it has none. */
    readonly link: string | null
}

/** A write to a record: what would be sent, what it replaces, and what is left to the person who wrote it. */
export interface FieldWrite {
    readonly values: WriteValues
    /** Plain values before and after, by slug, for the audit log (D3). */
    readonly before: Readonly<Record<string, unknown>>
    readonly after: Readonly<Record<string, unknown>>
    /** A multiselect is among them: its values are replaced, not added to. */
    readonly replaces: boolean
    /** Slugs of values that people have edited: they stay. */
    readonly kept: readonly string[]
}

/** Facts of an account whose state follows from its signals. */
export function factsOf(
    candidate: RouteCandidate,
    run: Omit<AccountFacts, "candidate" | "state">,
): AccountFacts {
    return {...run, candidate, state: stateOf(candidate)}
}

/** All fields of a record that has none yet. */
export function newFields(facts: AccountFacts, setup: FieldSetup): FieldWrite {
    return writeOf({}, wantedOf(facts, null), facts, setup)
}

/**
 * What has to be written to a record; null when it says so already: same signals and state, score within 5 points
 * (D8), confirmed within the last week. A partial run never takes anything back: what it could not see may still be there
 * (DESIGN §3).
 */
export function changedFields(
    record: AttioRecord,
    facts: AccountFacts,
    setup: FieldSetup,
): FieldWrite | null {
    const old = oldOf(record, setup)
    const {candidate} = facts
    if (candidate.partial && old.score !== null && old.score > candidate.score) return null
    const write = writeOf(
        record.values as Readonly<Record<string, readonly CellObject[]>>,
        wantedOf(facts, old),
        facts,
        setup,
    )
    if (Object.keys(write.values).length === 0) return null
    return isWorthIt(write, old, facts, setup) ? write : null
}

/** What a record says already. */
export interface Old {
    readonly score: number | null
    readonly state: AccountState | null
    readonly quietSince: string | null
    readonly checkedAt: number | null
    readonly known: boolean
}

/** Reads what a record says of its account. */
export function oldOf(record: AttioRecord, setup: FieldSetup): Old {
    const read = (field: BetonFieldId): unknown => {
        const slug = setup.mapping[field]?.slug
        return slug === undefined ? null : plainCell(cellsOf(record, slug))
    }
    const [score, quiet, checked] = [read("score"), read("quiet_since"), read("checked_at")]
    const at = typeof checked === "string" ? Date.parse(checked) : NaN
    const number = typeof score === "string" && score !== "" ? Number(score) : score
    return {
        score: typeof number === "number" && Number.isFinite(number) ? number : null,
        state: stateNamed(read("state")),
        quietSince: typeof quiet === "string" && quiet !== "" ? quiet.slice(0, 10) : null,
        checkedAt: Number.isNaN(at) ? null : at,
        known: cellsOf(record, DEAL.account).length > 0,
    }
}

/** The values of all fields; what is not known is absent and stays as it is. */
export function wantedOf({candidate, state, asOf, ...facts}: AccountFacts, old: Old | null): FieldValues {
    const {score, types, topSignal, always} = candidate
    const why = candidate.whyNow === "" ? "Quiet: no signal is active." : candidate.whyNow
    const reason = always.length > 0 ? ` Always sent to sales: ${always.join(", ")}.` : ""
    const {percent, revenue} = chanceOf(facts.proof, score, facts.contractValue)
    const record = trackRecordOf(facts.proof, candidate, facts.threshold)
    const quiet = state === "hot" || state === "customer" ? null : (old?.quietSince ?? asOf.slice(0, 10))
    // What was said of its signals is over with them; otherwise what is not known now stays.
    const isOver = types.length === 0
    return {
        score,
        ...(old?.score === undefined || old.score === null ? {} : {score_change: score - old.score}),
        signals: types,
        top_signal: topSignal === "" ? null : topSignal,
        signal_count: types.length,
        // Since when it is quiet is said elsewhere; when the signals were last seen stays.
        ...(types.length === 0 ? {} : {last_signal_at: asOf}),
        why_now: `${why}${reason}`,
        ...(record === null && !isOver ? {} : {track_record: record}),
        state: ACCOUNT_STATES[state],
        quiet_since: quiet,
        checked_at: asOf,
        ...(percent === null && !isOver ? {} : {conversion_probability: percent}),
        ...(revenue === null && !isOver ? {} : {revenue_potential: revenue}),
        ...(facts.link === null ? {} : {link: facts.link}),
    }
}

/** A write of everything that differs, whether it is worth one or not. */
export function writeOf(
    current: Readonly<Record<string, readonly CellObject[]>>,
    wanted: FieldValues,
    {project, candidate}: AccountFacts,
    setup: FieldSetup,
): FieldWrite {
    const {write, kept} = cellChanges(current, wanted, setup.mapping, setup.attributes)
    const ref = accountRef(project, candidate.account)
    const values: Record<string, readonly CellObject[]> = {...write}
    const known = plainCell(current[DEAL.account] ?? [])
    if (known !== ref) values[DEAL.account] = [{value: ref}]
    return {
        values,
        before: Object.fromEntries(Object.keys(values).map((slug) => [slug, plainCell(current[slug] ?? [])])),
        after: Object.fromEntries(Object.entries(values).map(([slug, cells]) => [slug, plainCell(cells)])),
        replaces: Object.keys(values).some((slug) => setup.attributes[slug]?.isMultiselect === true),
        kept: kept.map(({slug}) => slug),
    }
}

/** Fields that move every day and are no reason to write by themselves. */
const VOLATILE: ReadonlySet<BetonFieldId> = new Set<BetonFieldId>([
    "score",
    "score_change",
    "why_now",
    "last_signal_at",
    "checked_at",
    "conversion_probability",
    "revenue_potential",
])

function isWorthIt(
    {values, kept}: FieldWrite,
    old: Old,
    {candidate, asOf}: AccountFacts,
    setup: FieldSetup,
): boolean {
    if (!old.known) return true
    const slugOf = (field: BetonFieldId): string | undefined => setup.mapping[field]?.slug
    const moved = old.score === null || Math.abs(candidate.score - old.score) >= SCORE_STEP
    const scoreSlug = slugOf("score")
    if (moved && scoreSlug !== undefined && !kept.includes(scoreSlug) && scoreSlug in values) return true
    // A score that came down to nothing is told however small the step was.
    if (
        candidate.score === 0 &&
        old.score !== null &&
        old.score > 0 &&
        scoreSlug !== undefined &&
        scoreSlug in values
    )
        return true
    const volatile = new Set([...VOLATILE].map(slugOf))
    if (Object.keys(values).some((slug) => !volatile.has(slug))) return true
    const checked = slugOf("checked_at")
    if (checked === undefined || !(checked in values)) return false
    return old.checkedAt === null || Date.parse(asOf) - old.checkedAt >= CONFIRM_DAYS * DAY_MS
}
