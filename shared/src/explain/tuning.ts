import type {SubjectResult, TuningRow} from "../backtest/result"
import type {Telling} from "./comparison"
import {say, type Sentence, type Stated} from "./sentence"
import {shareDetail} from "./shares"

/** Fewest accounts, and weekly checks followed by a conversion, that advice may rest on. */
export const ENOUGH_FOR_ADVICE = {accounts: 30, conversions: 5} as const

/** A stricter setting that is worth a try. */
export interface TuningAdvice {
    /** Places in `tuning.rows`. */
    readonly present: number
    readonly stricter: number
    /** The ranges of both precisions overlap. */
    readonly overlap: boolean
}

/**
 * The stricter setting to advise, if any: one with more conversions per weekly check than the present one, where no
 * stricter setting with as many accounts does worse. The mildest whose range lies above the present one's; failing that,
 * the one with the highest lower limit, which may be chance.
 */
export function tuningAdvice(tuning: SubjectResult["tuning"]): TuningAdvice | null {
    if (tuning === null) return null
    const {rows} = tuning
    const present = rows.findIndex(({setting}) => setting === tuning.present)
    const now = rows[present]
    if (now === undefined || !isEnough(now)) return null
    const stricter = rows.flatMap((row, place) => (place > present ? [{row, place}] : []))
    const common = stricter.filter(({row}) => row.accounts >= ENOUGH_FOR_ADVICE.accounts)
    if (!common.every(({row}) => isAbove(row.precision.value, now.precision.value))) return null
    const candidates = common.filter(({row}) => isEnough(row) && isAbove(row.precision.lo, now.precision.lo))
    const clear = candidates.find(({row}) => isAbove(row.precision.lo, now.precision.hi))
    if (clear !== undefined) return {present, stricter: clear.place, overlap: false}
    const [best] = [...candidates].sort((a, b) => (b.row.precision.lo ?? 0) - (a.row.precision.lo ?? 0))
    return best === undefined ? null : {present, stricter: best.place, overlap: true}
}

function isEnough({accounts, precision}: TuningRow): boolean {
    return (
        accounts >= ENOUGH_FOR_ADVICE.accounts &&
        precision.k >= ENOUGH_FOR_ADVICE.conversions &&
        precision.lo !== null &&
        precision.hi !== null
    )
}

function isAbove(value: number | null, other: number | null): boolean {
    return value !== null && other !== null && value > other
}

/**
 * The advice in words: what the setting would have found, how sure that is, and what to do.
 *
 * @param path place of the tuning table
 */
export function tuningSentences(
    {figures, outcome}: Telling,
    path: string,
    unit: string,
    {present, stricter, overlap}: TuningAdvice,
): Sentence[] {
    const at = (row: number, place: string, rounding: "count" | "setting" = "count"): Stated =>
        figures.stated(`${path}.rows.${row}.${place}`, rounding)
    const found = (row: number, what: string): Sentence =>
        say`${at(row, "precision.k")} of ${at(row, "precision.n")}${what}${shareDetail(figures, `${path}.rows.${row}.precision`)}`
    const setting = at(stricter, "setting", "setting")
    return [
        say`At ${setting} ${unitOf(setting, unit)} instead of ${at(present, "setting", "setting")}: the account ${outcome.becameOne} in time after ${found(stricter, " weekly checks")} instead of ${found(present, "")}, with ${at(stricter, "accounts")} instead of ${at(present, "accounts")} accounts.`,
        overlap ? say`The ranges overlap, so this may be chance.` : say`The ranges do not overlap.`,
        say`If fewer accounts suit you, try it, and let the weeks after the change show whether it holds.`,
    ]
}

/** "visits", but "1 visit"; "days left", but "1 day left". */
function unitOf(setting: Stated, unit: string): string {
    return setting.value === 1 ? unit.replace(/\b(\w+)s\b/, "$1") : unit
}
