import {callByName} from "./call"
import {HogQLError} from "./errors"
import type {Printed} from "./printed"
import type {Env} from "./scope"

const CASTS: Record<string, string> = {
    int: "toInt",
    integer: "toInt",
    bigint: "toInt",
    int64: "toInt",
    float: "toFloat",
    float64: "toFloat",
    double: "toFloat",
    real: "toFloat",
    string: "toString",
    text: "toString",
    varchar: "toString",
    bool: "toBool",
    boolean: "toBool",
    date: "toDate",
    datetime: "toDateTime",
    timestamp: "toDateTime",
    uuid: "toUUID",
}

/** `CAST(x AS T)`, `x::T` and `TRY_CAST`: the HogQL conversion function of the same meaning. */
export function typeCast(type: string, value: Printed, env: Env): Printed {
    const name = Object.hasOwn(CASTS, type) ? CASTS[type] : undefined
    if (!name) throw new HogQLError(`Unsupported type in a cast: ${type}`)
    return callByName(name, [value], env)
}
