import {gridOfPlan} from "../../backtest/plan"
import {MAX_STEPS, type Subject, subjectsOf} from "../../backtest/subjects"
import {OPEN, PERIOD_CODES} from "../../backtest/tables"
import {accountOf, type AccountSource} from "../account"
import {DAY_SECONDS, type Grid, instantOf} from "../grid"
import {bind, EMPTY, type Fragment, hogql, ident, integer, join, scoped} from "../hogql"
import {HISTORY_DAYS} from "../parts/account-history"
import {AGE_DAYS} from "../parts/first-time-items"
import {blockOf, daysOf, hasAccount, inPartition, inRange, isActivity} from "../parts/scan"
import type {BacktestInput, OutcomeSource} from "./input"

/** States of one signal at one landmark: 0 inactive, 1 active, n + 1 active at the n-th stricter setting as well. */
export const STATES = MAX_STEPS + 2

/**
 * The risk set of a backtest, one row an account (METHODS §3.1), and only inside the database: parallel arrays over the
 * landmarks at which the account is at risk, ascending.
 *
 * Columns: `account`; `places` 1-based places in the plan; `parts` period codes; `codes` the states of all signals as
 * digits of a number; `scores` whole points; `routed` 1 where it would be routed; `ys` 1 where it converts between gap
 * and horizon; `waits` whole days from the landmark to the conversion or the end of the data; `ends` 1 where that is a
 * conversion; `converted` unix seconds of the first conversion, 0 = none.
 */
export function riskSet(input: BacktestInput): Fragment {
    const grid = gridOfPlan(input.plan)
    const {rules, endDay} = input.plan
    const origin = bind("origin", grid.originSeconds)
    const gap = bind("gap_seconds", rules.gapDays * DAY_SECONDS)
    const closed = bind("closed_seconds", (rules.gapDays + rules.horizonDays) * DAY_SECONDS)
    const end = bind("data_end", grid.originSeconds + endDay * DAY_SECONDS)
    return hogql`SELECT account, converted, places, codes, scores, routed, ys,
    arrayMap(i -> arrayElement(${bind("periods", periodCodes(input))}, i), places) AS parts,
    arrayMap(t -> intDiv(last_known - t, 86400), instants) AS waits,
    arrayMap(t -> if(converted > 0, 1, 0), instants) AS ends
FROM (
    SELECT account, converted, instants, if(converted > 0, converted, ${end}) AS last_known,
        arrayMap(d -> ${signed(hogql`indexOf(${daysOf(grid)}, d)`)}, days) AS places,
        arrayMap(h -> hit_codes[h], hits) AS codes,
        arrayMap(h -> hit_scores[h], hits) AS scores,
        arrayMap(h -> hit_routed[h], hits) AS routed,
        arrayMap(t -> if(converted > 0 AND converted < t + ${closed}, 1, 0), instants) AS ys
    FROM (
        SELECT account, converted, days, arrayMap(d -> ${origin} + d * 86400, days) AS instants,
            arrayMap(d -> indexOf(hit_days, d) + 1, days) AS hits,
            arrayConcat([0], hit_codes) AS hit_codes, arrayConcat([0], hit_scores) AS hit_scores, arrayConcat([0], hit_routed) AS hit_routed
        FROM (
            SELECT known.account AS account, won.converted AS converted,
                found.hit_days AS hit_days, found.hit_codes AS hit_codes, found.hit_scores AS hit_scores, found.hit_routed AS hit_routed,
                arrayFilter(d -> known.first_block + ${bind("min_tenure", rules.minTenureDays)} < d
                    AND (won.converted = 0 OR won.converted >= ${origin} + d * 86400 + ${gap}), known.alive) AS days
            FROM (${aliveLandmarks(input, grid)}) AS known
            LEFT JOIN (${firstConversions(input, grid)}) AS won ON known.account = won.account
            LEFT JOIN (${activeStates(input, grid)}) AS found ON known.account = found.account
            WHERE notEmpty(days)
        )
    )
)`
}

/** Period codes of the plan's landmarks, in order. */
function periodCodes({plan}: Pick<BacktestInput, "plan">): number[] {
    return plan.landmarks.map(({period}) => (period === null ? OPEN : PERIOD_CODES[period]))
}

/**
 * One signed type for everything that is counted with: ClickHouse mixes signed and unsigned 64 bits in no array, and its
 * differences are signed.
 */
export function signed(value: Fragment): Fragment {
    return hogql`(${value}) - 0`
}

/** Per account its first known block and the landmarks before which it was active lately. */
function aliveLandmarks({account, partition, plan, internal}: BacktestInput, grid: Grid): Fragment {
    const within = bind("alive_days", plan.rules.activeWithinDays)
    return hogql`SELECT account, min(block) AS first_block, arraySort(arrayDistinct(arrayFlatten(groupArray(landmarks)))) AS alive
FROM (
    SELECT account, block, arrayFilter(d -> d > block AND d <= block + ${within}, ${daysOf(grid)}) AS landmarks
    FROM (
        SELECT ${accountOf(account)} AS account, ${blockOf(grid)} AS block
        FROM events
        WHERE ${inRange(grid, AGE_DAYS, "age")} AND ${isActivity()} AND ${hasAccount(account, partition)}${withoutInternal(account, internal)}
        GROUP BY account, block
    )
)
GROUP BY account
HAVING notEmpty(alive)`
}

function withoutInternal(account: AccountSource, internal: BacktestInput["internal"]): Fragment {
    if (internal === null || account.type !== "group") return EMPTY
    const domains = internal.domains.map((domain) => domain.toLowerCase())
    return hogql` AND account NOT IN (SELECT key FROM groups WHERE index = ${integer(account.groupTypeIndex)}
            AND lower(JSONExtractString(properties, ${bind("internal_property", internal.property)})) IN ${bind("internal_domains", domains)})`
}

/** First conversion of each account that has any, in unix seconds; looked for as far back as properties are. */
export function firstConversions(
    {account, partition, outcome, plan}: Pick<BacktestInput, "account" | "partition" | "outcome" | "plan">,
    grid: Grid,
): Fragment {
    const from = new Date(instantOf(grid, (grid.days[0] ?? 0) - HISTORY_DAYS)).toISOString()
    const to = new Date(instantOf(grid, plan.endDay)).toISOString()
    // Beton's own events name the account themselves: nobody's person is behind them.
    const own = hogql`coalesce(toString(properties.account_key), '')`
    const [key, belongs] =
        outcome.writer === undefined
            ? [accountOf(account), hasAccount(account, partition)]
            : [own, hogql`${own} != ''${inPartition(own, partition)}`]
    return hogql`SELECT ${key} AS account, min(toUnixTimestamp(timestamp)) AS converted
FROM events
WHERE timestamp >= toDateTime(${bind("outcome_from", from)}) AND timestamp < toDateTime(${bind("outcome_to", to)})
    AND ${isOutcome(outcome)} AND ${belongs}
GROUP BY account`
}

/** The event that counts as the conversion. */
export function isOutcome({event, where, writer}: OutcomeSource): Fragment {
    const byWriter =
        writer === undefined
            ? EMPTY
            : hogql` AND coalesce(toString(properties.beton_writer), '') = ${bind("outcome_writer", writer)}`
    const named = hogql`event = ${bind("outcome_event", event)}${byWriter}`
    if (where === null) return named
    return hogql`${named} AND coalesce(toString(properties.${ident(where.property)}), '') IN ${bind("outcome_values", where.values)}`
}

/**
 * Per account the landmarks at which some signal is active; there the states of all signals as one number, the composite
 * score (A3) in whole points, and whether the account would be routed: its score reaches the threshold or a signal that
 * always routes is active (DESIGN §3 Routing; what only the CRM knows is left out).
 */
function activeStates(input: BacktestInput, grid: Grid): Fragment {
    const {account, partition, threshold} = input
    const rows = subjectsOf(input.subjects).map((subject, index) => {
        const found = scoped(
            `s${index}_`,
            subject.signal.hogql({params: subject.settings as never, account, grid, partition}),
        )
        const base = bind(`s${index}_base`, subject.base)
        const always = integer(subject.alwaysRoute ? 1 : 0)
        return hogql`SELECT account, day, ${stateExpression(subject, index)} AS code, ${base} AS points, ${always} AS always FROM (${found})`
    })
    return hogql`SELECT account, groupArray(day) AS hit_days, groupArray(state) AS hit_codes, groupArray(score) AS hit_scores,
    groupArray(if(score >= ${bind("threshold", threshold)} OR always_active = 1, 1, 0)) AS hit_routed
FROM (
    SELECT account, day, ${signed(hogql`sum(code)`)} AS state, max(always) AS always_active,
        assumeNotNull(toInt(floor(least(80, sum(points)) + least(20, 5 * count())))) AS score
    FROM (${join(rows, "\nUNION ALL\n")})
    GROUP BY account, day
)
GROUP BY account`
}

/** 1 + the number of stricter settings that the row meets, moved to the signal's digit. */
function stateExpression({signal, steps}: Subject, index: number): Fragment {
    const digit = integer(STATES ** index)
    const {tuning} = signal
    if (tuning === undefined || steps.length === 0) return digit
    const limits = bind(
        `s${index}_steps`,
        steps.map(({atLeast}) => atLeast),
    )
    const reached = tuning.above ? hogql`x -> ${tuning.value} > x` : hogql`x -> ${tuning.value} >= x`
    return hogql`${digit} * (1 + arrayCount(${reached}, ${limits}))`
}
