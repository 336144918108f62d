import {HogQLError} from "./errors"
import {stringLiteral} from "./literals"
import {type Printed, printed} from "./printed"
import type {Env} from "./scope"
import {zone} from "./table-defs"

const DAY_OR_SECOND = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$/
const FRACTION = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{1,6}$/

const UNITS: Record<string, string> = {
    second: "Second",
    minute: "Minute",
    hour: "Hour",
    day: "Day",
    week: "Week",
    month: "Month",
    quarter: "Quarter",
    year: "Year",
}
const PARTS: Record<string, string> = {
    year: "toYear",
    quarter: "toQuarter",
    month: "toMonth",
    week: "toISOWeek",
    day: "toDayOfMonth",
    hour: "toHour",
    minute: "toMinute",
    second: "toSecond",
    dow: "toDayOfWeek",
    isodow: "toDayOfWeek",
    doy: "toDayOfYear",
    epoch: "toUnixTimestamp",
    isoyear: "toISOYear",
}

/** The current instant in a zone: ClickHouse's clock, or the project's fixed one as a constant. */
export function nowSql(env: Env, zoneSql: string): string {
    const {nowMs} = env.project
    if (nowMs === undefined) return `now64(6, ${zoneSql})`
    const text = new Date(nowMs).toISOString().replace("T", " ").replace("Z", "")
    return `toTimeZone(toDateTime64(${stringLiteral(text)}, 6, 'UTC'), ${zoneSql})`
}

/** toDateTime: constants by their shape, texts parsed or NULL, times and numbers converted. */
export function toDateTimeCall([value, zoneArg]: Printed[], env: Env): Printed {
    if (!value) throw new HogQLError("toDateTime needs an argument")
    const target = zoneArg?.sql ?? zone(env)
    if (typeof value.literal === "string" && !zoneArg) {
        if (DAY_OR_SECOND.test(value.literal))
            return printed(`toDateTime(${value.sql}, ${target})`, "datetime", false)
        if (FRACTION.test(value.literal))
            return printed(`toDateTime64(${value.sql}, 6, ${target})`, "datetime", false)
        return printed(`parseDateTime64BestEffort(${value.sql}, 6, ${target})`, "datetime", false)
    }
    if (value.kind === "datetime" || value.kind === "date" || value.kind === "number") {
        return printed(`toDateTime(${value.sql}, ${target})`, "datetime", value.nullable)
    }
    const text = value.kind === "unknown" ? `toString(${value.sql})` : value.sql
    return printed(`parseDateTime64BestEffortOrNull(${text}, 6, ${target})`, "datetime", true)
}

/** toDate: times converted, texts parsed or NULL. */
export function toDateCall([value]: Printed[]): Printed {
    if (!value) throw new HogQLError("toDate needs an argument")
    if (value.kind === "datetime" || value.kind === "date") {
        return printed(`toDate(${value.sql})`, "date", value.nullable)
    }
    // Of a value whose type is not known here, the text starts with the day whether it is a date or a time.
    const text = value.kind === "unknown" ? `substring(toString(${value.sql}), 1, 10)` : value.sql
    return printed(`toDateOrNull(${text})`, "date", true)
}

/** date_add(x, interval), dateAdd(unit, n, x) and the subtracting ones. */
export function dateAddition(name: string, args: Printed[]): Printed {
    const op = /sub/i.test(name) ? "minus" : "plus"
    const nullable = args.some((arg) => arg.nullable)
    const [first, second, third] = args
    if (!first || !second) throw new HogQLError(`${name} needs two arguments`)
    if (!third)
        return printed(
            `${op}(${first.sql}, ${second.sql})`,
            first.kind === "datetime" ? "datetime" : "unknown",
            nullable,
        )
    const unit =
        typeof first.literal === "string" ? UNITS[first.literal.toLowerCase().replace(/s$/, "")] : undefined
    if (!unit) throw new HogQLError(`The first argument of ${name} must be a constant unit such as 'day'`)
    const sql = `${op}(${third.sql}, toInterval${unit}(${second.sql}))`
    return printed(sql, third.kind === "datetime" ? "datetime" : "unknown", nullable)
}

/** date_part('unit', x). */
export function datePart(part: string, value: Printed | undefined): Printed {
    const name = PARTS[part.toLowerCase()]
    if (!name || !value) throw new HogQLError(`Unsupported date_part unit: ${part}`)
    const sql = `${name}(${value.sql})`
    return printed(part.toLowerCase() === "dow" ? `modulo(${sql}, 7)` : sql, "number", value.nullable)
}

/** make_interval(years, months, weeks, days, hours, minutes): the sum of its parts. */
export function makeInterval(args: Printed[]): Printed {
    const units = ["Year", "Month", "Week", "Day", "Hour", "Minute"]
    return printed(
        `tuple(${args.map((arg, index) => `toInterval${units[index]}(${arg.sql})`).join(", ")})`,
        "interval",
        false,
    )
}
