import {BACKTEST_COMPLETED} from "../../../events/backtest-content"
import {TILE_LISTS, type TileList} from "../../../events/backtest-tiles"
import {bind, type Fragment, hogql, integer} from "../../hogql"

/** A backtest that is older is no result any more: a running Beton makes a new one every week. */
export const RESULT_DAYS = 90

/** The newest backtest of each outcome by this writer: outcome, at, found (its properties as JSON). */
export function newestBacktests(writer: string): Fragment {
    return hogql`SELECT toString(properties.outcome_name) AS outcome, max(timestamp) AS at, argMax(properties, timestamp) AS found
    FROM events
    WHERE event = ${bind("event", BACKTEST_COMPLETED)} AND toString(properties.beton_writer) = ${bind("writer", writer)}
        AND timestamp >= now() - toIntervalSecond(${integer(RESULT_DAYS * 86_400)})
    GROUP BY outcome`
}

/** The one that charts show, which have room for one outcome: that of customers won, else the newest. */
export function mainBacktest(writer: string): Fragment {
    return hogql`SELECT outcome, at, found
    FROM (
    ${newestBacktests(writer)}
    )
    ORDER BY outcome = 'won' DESC, at DESC
    LIMIT 1`
}

/** Place of an outcome among the rows: customers won come first. */
export const OUTCOME_ORDER: Fragment = hogql`outcome = 'won' DESC, outcome ASC`

/** A number of a JSON object, NULL where it is null or missing. `key` is a constant: `'base_rate'`. */
export function numberIn(json: Fragment, key: Fragment): Fragment {
    return hogql`toFloat(JSONExtractRaw(${json}, ${key}))`
}

/** A column of a row of one of the lists that only tiles read; NULL where it is null or the row is missing. */
export function cell<L extends TileList>(
    list: L,
    column: (typeof TILE_LISTS)[L][number],
    row: Fragment,
): Fragment {
    const columns: readonly string[] = TILE_LISTS[list]
    return numberIn(row, integer(columns.indexOf(column) + 1))
}
