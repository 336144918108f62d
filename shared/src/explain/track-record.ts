import type {TrackRecord} from "../backtest/result"
import type {Telling} from "./comparison"
import {joined, say, type Sentence} from "./sentence"
import {shareDetail, sharePercent} from "./shares"

/**
 * What became of accounts like this one (H4): "Accounts like this: 14 of 61 became customers in 45 days (23 %, range
 * 14-35 %); others 35 of 840 (4.2 %)." Accounts count once, from their first weekly check with it (others: without it);
 * those not followed long enough are told apart and count as neither.
 *
 * @param path place of the track record
 * @param who how the accounts are called, without a verb
 */
export function trackRecordSentence(
    telling: Telling,
    path: string,
    record: TrackRecord,
    who: Sentence = say`Accounts like this`,
): Sentence {
    const parts = [closed(telling, path, record, who)]
    if (record.still_open > 0) parts.push(open(telling, path, record))
    return joined(parts, " ")
}

function closed(
    {figures, subject, outcome}: Telling,
    path: string,
    record: TrackRecord,
    who: Sentence,
): Sentence {
    const count = (place: string) => figures.stated(`${path}.${place}`, "count")
    const days = figures.stated(`${path}.days`, "days")
    if (record.with.n === 0)
        return say`${who}: none has been followed for ${days} since it ${subject.showed}.`
    const others =
        record.without.n === 0
            ? say`there are no others to compare with`
            : say`others ${count("without.k")} of ${count("without.n")}${sharePercent(figures, `${path}.without`)}`
    return say`${who}: ${count("with.k")} of ${count("with.n")} ${outcome.became} in ${days}${shareDetail(figures, `${path}.with`)}; ${others}.`
}

function open({figures, subject}: Telling, path: string, {still_open: n}: TrackRecord): Sentence {
    const number = figures.stated(`${path}.still_open`, "count")
    const days = figures.stated(`${path}.days`, "days")
    return say`${number} more ${subject.showed} less than ${days} ago and ${n === 1 ? "is" : "are"} still open.`
}
