import {dateAddition, datePart, makeInterval, nowSql, toDateCall, toDateTimeCall} from "./call-time"
import type {FunctionMeta} from "./contract"
import {HogQLError} from "./errors"
import {type Kind, type Printed, printed} from "./printed"
import type {Env} from "./scope"
import {zone} from "./table-defs"

const REDUCERS = new Set(
    ["count", "sum", "min", "max", "avg", "uniq"].flatMap((name) => [
        name,
        `${name}Map`,
        `${name}State`,
        `${name}MapState`,
    ]),
).add("median")

const CAST = /^accurateCastOrNull\(x,'(.+)'\)$/
const OR_DEFAULT = /^(to\w+OrDefault)\(x,accurateCast\(d,'(\w+)'\)\)$/

function castKind(type: string): Kind {
    if (type === "UUID") return "uuid"
    if (type === "Bool") return "boolean"
    return type.includes("String") ? "string" : "number"
}

/** concat: every argument as text, NULL as ''. */
function concat(args: Printed[]): Printed {
    const parts = args.map((arg) => {
        if (arg.kind === "null") return "''"
        const text = arg.kind === "string" ? arg.sql : `toString(${arg.sql})`
        return arg.nullable ? `ifNull(${text}, '')` : text
    })
    return printed(`concat(${parts.join(", ")})`, "string", false)
}

function constantText(meta: FunctionMeta, arg: Printed | undefined): string {
    if (typeof arg?.literal !== "string") {
        throw new HogQLError(`The first argument of '${meta.name}' must be a constant string`)
    }
    return arg.literal
}

function mapped(meta: FunctionMeta, args: Printed[]): Printed | null {
    const [first, second] = args
    const cast = CAST.exec(meta.clickhouseName ?? "")
    if (cast?.[1] && first) {
        if (meta.name === "toDecimal") {
            const scale = second?.literal
            if (typeof scale !== "number")
                throw new HogQLError("The scale of toDecimal must be a constant number")
            return printed(`accurateCastOrNull(${first.sql}, 'Decimal64(${scale})')`, "number", true)
        }
        return printed(`accurateCastOrNull(${first.sql}, '${cast[1]}')`, castKind(cast[1]), true)
    }
    const fallback = OR_DEFAULT.exec(meta.clickhouseName ?? "")
    if (fallback && first) {
        const rest = second ? `, accurateCast(${second.sql}, '${fallback[2]}')` : ""
        return printed(`${fallback[1]}(${first.raw ?? first.sql}${rest})`, "number", first.nullable)
    }
    if (/^to(Float|Int|Float64|Int64)OrZero$/.test(meta.name) && first) {
        const name = meta.clickhouseName ?? meta.name
        return printed(`${name}(${first.raw ?? first.sql})`, "number", first.nullable)
    }
    if (meta.clickhouseName?.includes("{") && meta.kind !== "aggregate" && meta.name !== "to_timestamp") {
        const rest = args.map((arg) => arg.sql)
        const sql = meta.clickhouseName.replace(/\{(\d*)\}/g, (_, index: string) =>
            index === "" ? (rest.shift() ?? "") : (args[Number(index)]?.sql ?? ""),
        )
        return printed(sql)
    }
    return null
}

function posthogCall(meta: FunctionMeta, args: Printed[]): Printed {
    if (meta.name === "sortableSemVer") {
        const digits = `extract(assumeNotNull(${args[0]?.sql ?? "''"}), '(\\\\d+(\\\\.\\\\d+)+)')`
        return printed(`arrayMap(x -> toInt64OrZero(x), splitByChar('.', ${digits}))`, "array", false)
    }
    throw new HogQLError(`Function '${meta.name}' is not available in this sandbox.`)
}

/** Functions that are not printed as `name(arguments)`; null for all others. */
export function specialCall(meta: FunctionMeta, args: Printed[], env: Env): Printed | null {
    const [first, second, third] = args
    if (meta.kind === "posthog") return posthogCall(meta, args)
    switch (meta.name) {
        case "concat":
            return concat(args)
        case "now":
        case "current_timestamp":
            return printed(nowSql(env, first?.sql ?? zone(env)), "datetime", false)
        case "today":
        case "current_date":
            return printed(
                env.project.nowMs === undefined ? "today()" : `toDate(${nowSql(env, "'UTC'")})`,
                "date",
                false,
            )
        case "yesterday":
            if (env.project.nowMs === undefined) return printed("yesterday()", "date", false)
            return printed(`minus(toDate(${nowSql(env, "'UTC'")}), 1)`, "date", false)
        case "toDateTime":
            return toDateTimeCall(args, env)
        case "toDate":
        case "to_date":
            return toDateCall(args)
        case "toDateTimeUS":
        case "parseDateTimeBestEffort": {
            const name = meta.clickhouseName ?? meta.name
            return printed(`${name}(${first?.sql}, 6, ${second?.sql ?? zone(env)})`, "datetime", true)
        }
        case "toDateTime64":
            return printed(
                `toDateTime64(${first?.sql}, ${second?.sql ?? "6"}, ${third?.sql ?? zone(env)})`,
                "datetime",
                first?.nullable,
            )
        case "to_timestamp":
            return printed(
                `toDateTime(fromUnixTimestamp(${first?.sql}), ${second?.sql ?? zone(env)})`,
                "datetime",
                true,
            )
        case "toStartOfWeek": {
            const mode = second?.sql ?? (env.project.weekStartDay === 1 ? "3" : "0")
            return printed(`toStartOfWeek(${first?.sql}, ${mode})`, "date", first?.nullable ?? true)
        }
        case "date_add":
        case "timeStampAdd":
        case "date_subtract":
        case "timeStampSub":
        case "dateAdd":
        case "dateSub":
            return dateAddition(meta.name, args)
        case "date_part":
            return datePart(constantText(meta, first), second)
        case "make_interval":
            return makeInterval(args)
        case "make_timestamptz": {
            const parts = args.slice(0, 6).map((arg) => arg.sql)
            const zoneSql = args[6]?.sql ?? zone(env)
            return printed(
                `toTimeZone(makeDateTime(${parts.join(", ")}, ${zoneSql}), ${zoneSql})`,
                "datetime",
                true,
            )
        }
        case "split_part":
            return printed(
                `arrayElement(splitByString(${second?.sql}, ${first?.sql}), ${third?.sql})`,
                "string",
                true,
            )
        case "arrayReduce": {
            const name = constantText(meta, first)
            if (!REDUCERS.has(name))
                throw new HogQLError(`Unsupported aggregation function in arrayReduce: ${name}`)
            return null
        }
        default:
            return mapped(meta, args)
    }
}
