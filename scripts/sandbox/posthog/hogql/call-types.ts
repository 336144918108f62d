import type {FunctionMeta} from "./contract"
import {type Kind, type Printed, printed} from "./printed"

function names(text: string): Set<string> {
    return new Set(text.trim().split(/\s+/))
}

const STRING =
    names(`toString lower upper lowerUTF8 upperUTF8 concat substring substringUTF8 replace replaceAll
    replaceOne replaceRegexpAll replaceRegexpOne reverse formatDateTime to_char JSONExtractString JSONExtractRaw
    JSONType domain domainWithoutWWW path topLevelDomain trim ltrim rtrim btrim trimLeft trimRight hex unhex md5
    left right lpad rpad arrayStringConcat toTypeName toJSONString extract monthName dateName string_agg json_agg
    split_part base64Encode base64Decode protocol cutToFirstSignificantSubdomain repeat toValidUTF8`)
const NUMBER =
    names(`count countIf uniq uniqIf uniqExact uniqExactIf countDistinct countDistinctIf sum sumIf avg avgIf
    length lengthUTF8 toUnixTimestamp toUnixTimestamp64Milli toHour toMinute toSecond toYear toMonth toQuarter
    toDayOfMonth toDayOfWeek toDayOfYear toYYYYMM toYYYYMMDD toISOWeek toISOYear toWeek dateDiff date_diff age
    abs ceil floor round trunc sqrt exp ln log log2 log10 pow power intDiv intDivOrZero plus minus multiply divide
    modulo negate JSONExtractInt JSONExtractUInt JSONExtractFloat JSONLength cityHash64 position indexOf median
    medianIf quantile quantileIf quantileExact stddevPop stddevSamp varPop varSamp corr row_number rank dense_rank
    arrayUniq arrayCount rand sign e pi toFloatOrZero toIntOrZero bitAnd bitOr date_part`)
const BOOLEAN =
    names(`isNull isnull isNotNull empty notEmpty has hasAny hasAll and or not xor equals notEquals less greater
    lessOrEquals greaterOrEquals like ilike notLike notILike in notIn startsWith endsWith match JSONHas JSONExtractBool
    isNaN isFinite isInfinite isValidJSON arrayExists arrayAll every multiMatchAny multiSearchAny`)
const DATETIME = names(`toStartOfDay toStartOfHour toStartOfMinute toStartOfSecond toStartOfFiveMinutes
    toStartOfTenMinutes toStartOfFifteenMinutes fromUnixTimestamp fromUnixTimestamp64Milli timeSlot`)
const DATE = names(`toStartOfWeek toStartOfMonth toStartOfQuarter toStartOfYear toStartOfISOYear toMonday
    toLastDayOfMonth toLastDayOfWeek`)
const ARRAY =
    names(`array arrayMap arrayFilter arraySort arrayReverse arrayReverseSort arrayConcat arrayDistinct
    arraySlice groupArray groupArrayIf groupUniqArray groupUniqArrayIf range splitByChar splitByString arrayEnumerate
    arrayZip arrayCumSum arrayDifference arrayFlatten arrayPushBack arrayPushFront arrayCompact JSONExtractArrayRaw
    JSONExtractKeys topK extractAll arrayWithConstant arrayPopBack arrayPopFront array_agg`)
/** Functions whose result has the type of the first argument. */
const SAME =
    names(`min max any anyLast anyIf anyLastIf minIf maxIf argMin argMax argMinIf argMaxIf first_value
    last_value lag lead lagInFrame leadInFrame nth_value assumeNotNull toNullable greatest least nullIf nullif max2 min2
    toTimeZone addDays addHours addMinutes addWeeks addMonths addSeconds addQuarters addYears subtractDays
    subtractHours subtractMinutes subtractWeeks subtractMonths subtractSeconds subtractQuarters subtractYears`)
/** Functions that never return NULL, whatever their arguments are. */
const NEVER_NULL = names(`isnull isNotNull count countIf uniq uniqIf uniqExact uniqExactIf countDistinct
    countDistinctIf groupArray groupArrayIf groupUniqArray groupUniqArrayIf topK concat assumeNotNull row_number rank
    dense_rank array_agg now today yesterday`)
/** Functions that return NULL on failure also for arguments that are not NULL. */
const MAY_BE_NULL = names(
    `toNullable nullIf nullif lag lead lagInFrame leadInFrame toUUID dateTrunc date_trunc`,
)

function kindOf(name: string, args: Printed[]): Kind {
    if (SAME.has(name)) return args[0]?.kind ?? "unknown"
    if (name.startsWith("toInterval")) return "interval"
    const table: [Set<string>, Kind][] = [
        [STRING, "string"],
        [NUMBER, "number"],
        [BOOLEAN, "boolean"],
        [DATETIME, "datetime"],
        [DATE, "date"],
        [ARRAY, "array"],
    ]
    const known = table.find(([set]) => set.has(name))?.[1] ?? (name === "tuple" ? "tuple" : "unknown")
    // A date stays a date, and a time of unknown type is not guessed.
    if (DATETIME.has(name) && args[0]?.kind !== "datetime" && !name.startsWith("from")) return "unknown"
    return known
}

/** Kind and nullability of a call's result; the caller sets the SQL. */
export function resultType(meta: FunctionMeta, args: Printed[]): Printed {
    const {name} = meta
    const anyNull = args.some((arg) => arg.nullable)
    if (name === "if" || name === "multiIf") {
        const results = args.filter((_, index) => index === args.length - 1 || index % 2 === 1)
        const kinds = new Set(results.map((arg) => arg.kind).filter((kind) => kind !== "null"))
        const kind = kinds.size === 1 ? ([...kinds][0] ?? "unknown") : "unknown"
        return printed(
            "",
            kind,
            results.some((arg) => arg.nullable),
        )
    }
    if (name === "coalesce" || name === "ifNull" || name === "ifnull") {
        const kinds = new Set(args.map((arg) => arg.kind).filter((kind) => kind !== "null"))
        const kind = kinds.size === 1 ? ([...kinds][0] ?? "unknown") : "unknown"
        return printed(
            "",
            kind,
            args.every((arg) => arg.nullable),
        )
    }
    const kind = kindOf(name, args)
    if (NEVER_NULL.has(name)) return printed("", kind, false)
    const nullable = anyNull || MAY_BE_NULL.has(name) || kind === "unknown" || /OrNull|ArgM/.test(name)
    return printed("", kind, nullable)
}
