/**
 * How numbers look in sentences. Own functions rather than the platform's: a sentence must be the same in every locale
 * and host.
 */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const
const MONTHS_A_YEAR = 12
/** From so many months on a wait is told in years. */
const LONG_WAIT = 24
/** Significant digits of a sum of money. */
const MONEY_DIGITS = 3

/** Thousands separated by commas; at most `decimals` decimals, without trailing zeros unless `fixed`. */
export function grouped(value: number, decimals = 0, fixed = false): string {
    const text = Math.abs(value).toFixed(decimals)
    const [whole = "0", fraction = ""] = text.split(".")
    const kept = fixed ? fraction : fraction.replace(/0+$/, "")
    const sign = value < 0 && Number(text) !== 0 ? "-" : ""
    return `${sign}${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",")}${kept === "" ? "" : `.${kept}`}`
}

/** A whole number of things. */
export function countText(value: number): string {
    return grouped(value)
}

/** An average number of things: whole from 10 on, one decimal below. */
export function rateText(value: number): string {
    return grouped(value, value < 9.95 ? 1 : 0)
}

/**
 * A share 0 to 1 as a percentage: whole from 10 % on, one decimal below. What is not quite nothing or everything is not
 * rounded to it.
 */
export function percentText(share: number): string {
    if (share > 0 && share < 0.0005) return "under 0.1 %"
    if (share < 1 && share >= 0.995) return "over 99 %"
    return `${percentLimit(share)} %`
}

/** The same as the limit of a range: without the sign, and rounded as it comes. */
export function percentLimit(share: number): string {
    const percent = share * 100
    return grouped(percent, percent < 9.95 ? 1 : 0)
}

/**
 * How many times as often: two decimals below 1, one up to 10, none above. A ratio that is not 1 is not rounded to 1: it
 * would hide on which side it lies.
 */
export function timesText(ratio: number): string {
    if (ratio >= 9.95) return grouped(ratio)
    const decimals = ratio < 0.995 ? 2 : 1
    const enough = [decimals, 2, 3].find((digits) => ratio === 1 || Number(ratio.toFixed(digits)) !== 1)
    if (enough === undefined) return ratio > 1 ? "just above 1.0" : "just below 1.0"
    return grouped(ratio, enough, true)
}

/** Days, at most one decimal. */
export function daysText(days: number): string {
    return `${grouped(days, 1)} ${Number(days.toFixed(1)) === 1 ? "day" : "days"}`
}

/** A wait in months of 30 days, rounded up; in years where it is long. */
export function waitText(months: number): string {
    if (months >= LONG_WAIT) return `${grouped(Math.round(months / MONTHS_A_YEAR))} years`
    const whole = Math.ceil(months)
    return whole <= 1 ? "a month" : `${whole} months`
}

/** A setting exactly as it is. */
export function settingText(value: number): string {
    return grouped(value, 4)
}

/** A sum of money with three significant digits. */
export function moneyText(amount: number): string {
    const size = amount === 0 ? 0 : Math.floor(Math.log10(Math.abs(amount)))
    const step = 10 ** Math.max(0, size - MONEY_DIGITS + 1)
    return grouped(Math.round(amount / step) * step)
}

/** The day of an instant in UTC: "4 Sep 2026". */
export function dateText(iso: string): string {
    const date = new Date(iso)
    return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ""} ${date.getUTCFullYear()}`
}
