import {toBase64Url, utf8Bytes} from "@beton/shared/events/codec"
import {sha256} from "@noble/hashes/sha2.js"

import type {BacktestJob} from "./job"

/**
 * What a backtest is about, without what changes from day to day and tells nothing new: landmarks lie at fixed places of
 * the calendar, so until another one matures the same outcomes are complete, and the result would be the same.
 */
export function fingerprintOf({as_of: _asOf, plan, ...asked}: BacktestJob): string {
    const {landmarks, endDay: _end, ...fixed} = plan
    const lastMature = landmarks.filter(({mature}) => mature).at(-1)?.day ?? null
    return toBase64Url(sha256(utf8Bytes(JSON.stringify({...asked, ...fixed, lastMature})))).slice(0, 22)
}
