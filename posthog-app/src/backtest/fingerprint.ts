import {RESULT_VERSION} from "@beton/shared/backtest/result"
import {subjectsOf} from "@beton/shared/backtest/subjects"
import {toBase64Url, utf8Bytes} from "@beton/shared/events/codec"
import {backtestCounts} from "@beton/shared/queries/backtest/counts"
import {sha256} from "@noble/hashes/sha2.js"

import type {BacktestJob} from "./job"

/**
 * What a backtest is about, without what changes from day to day and tells nothing new: landmarks lie at fixed places of
 * the calendar, so until another one matures the same outcomes are complete, and the result would be the same.
 */
export function fingerprintOf({as_of: _asOf, plan, ...asked}: BacktestJob): string {
    const {landmarks, endDay: _end, ...fixed} = plan
    const lastMature = landmarks.filter(({mature}) => mature).at(-1)?.day ?? null
    // Another version of Beton may mean something else by the same question.
    const versions = subjectsOf(asked.subjects).map(({signal}) => signal.version)
    const meaning = [RESULT_VERSION, backtestCounts.version, ...versions]
    return toBase64Url(sha256(utf8Bytes(JSON.stringify([asked, fixed, lastMature, meaning])))).slice(0, 22)
}
