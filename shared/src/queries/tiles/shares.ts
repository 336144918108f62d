import {CONFIDENCE} from "../../backtest/shares"
import {twoSidedZ} from "../../stats/distributions/normal"
import {bind, EMPTY, type Fragment, hogql, integer} from "../hogql"

/** With fewer, a 95 % range spans half of all possible rates: then a tile shows counts and no rate. */
export const FEWEST = 10

/** What stands beside a rate that is not shown. */
export const TOO_FEW = "too few yet"

/** z of every 95 % range. */
export const Z: Fragment = bind("z", twoSidedZ(CONFIDENCE))

/**
 * Columns of a rate k ÷ n in percent with its 95 % range (Wilson, as `stats/proportion`): `<name>`, `<name>_low`,
 * `<name>_high`, all NULL with fewer than `FEWEST`; and, where named, a note that says so.
 *
 * @param k, n expressions over the columns of the row
 */
export function rateColumns(names: RateNames, k: Fragment, n: Fragment): Fragment {
    const few = hogql`(${n}) < ${integer(FEWEST)}`
    const root = hogql`${Z} * sqrt(${Z} * ${Z} + 4 * (${k}) * ((${n}) - (${k})) / (${n}))`
    const limit = (sign: Fragment): Fragment =>
        hogql`100 * (2 * (${k}) + ${Z} * ${Z} ${sign} ${root}) / (2 * ((${n}) + ${Z} * ${Z}))`
    const note =
        names.note === undefined
            ? EMPTY
            : hogql`,
    if(${few}, ${bind("too_few", TOO_FEW)}, '') AS ${names.note}`
    return hogql`if(${few}, NULL, 100 * (${k}) / (${n})) AS ${names.rate},
    if(${few}, NULL, if((${k}) = 0, 0, ${limit(hogql`-`)})) AS ${names.low},
    if(${few}, NULL, if((${k}) = (${n}), 100, ${limit(hogql`+`)})) AS ${names.high}${note}`
}

/** Aliases of the columns of a rate. */
export interface RateNames {
    readonly rate: Fragment
    readonly low: Fragment
    readonly high: Fragment
    readonly note?: Fragment
}
