import {type Arrived, bodyOf, type Request} from "./case"
import {type Change, withChange} from "./json-change"
import {kindOf, type Path, pathsOf, valueAt} from "./json-paths"

/** One value of the whole answer, or of what Beton reads of it. */
export interface JsonFault {
    readonly where: number
    readonly among: "all" | "read"
    readonly change: Change
}

/** Keys on the way to what Beton reads. */
const READ = new Set(
    "results columns api_token group_types group_type group_type_index active scope status data id record_id created_at values name stage status_id active_from beton_key pql_score pql_signals strongest_connection_user referenced_actor_id value api_slug type is_archived is_unique title workspace_member_id email_address access_level".split(
        " ",
    ),
)

/** The answer with one value in it changed; null where that would be another valid answer. */
export function changedJson(
    {where, among, change: what}: JsonFault,
    request: Request,
    good: Arrived,
): Arrived | null {
    const body = bodyOf<unknown>(good)
    const all = pathsOf(body)
    const read = all.filter((path) => path.every((key) => typeof key === "number" || READ.has(key)))
    const from = among === "read" && read.length > 0 ? read : all
    const path = from[where % from.length]
    if (path === undefined || !breaks(what, path, valueAt(body, path), request)) return null
    const text = withChange(body, path, what)
    return text === good.text ? null : {...good, text}
}

/** Values that may be absent: a company without a name or an owner is a company all the same. */
const MAY_BE_ABSENT = ["name", "strongest_connection_user"]

/** Whether a change makes the answer wrong, or leaves what is read as it was; false for what is another valid answer. */
function breaks(what: Change, path: Path, old: unknown, {name}: Request): boolean {
    const cellsOfRows = path[0] === "results" && path.length >= 2
    const companyValue = name.includes("companies") && MAY_BE_ABSENT.includes(String(path[3]))
    switch (what.kind) {
        case "delete":
            // An element less is another valid list; of a row, it is not.
            if (typeof path.at(-1) === "number") return cellsOfRows && path.length > 2
            return !(companyValue && path.length === 4)
        case "null":
            return old !== null && !(companyValue && path.at(-1) === "referenced_actor_id")
        case "huge":
        case "nan":
        case "deep":
            return true
        case "as-text":
            return typeof old === "number" || typeof old === "string" || typeof old === "boolean"
        case "wrap":
            return true
        case "twice":
            // The same thing told twice is told once; a firing that is read twice is counted twice, and nothing else.
            return Array.isArray(old) && old.length > 0 && !(name === "fired_history" && path.length === 1)
        case "shorter":
        case "longer":
            return (
                Array.isArray(old) &&
                old.length > 0 &&
                (cellsOfRows || what.kind === "longer" || path[0] === "columns")
            )
        case "other":
            return kindOf(what.value) !== kindOf(old) && what.value !== null
        case "number":
            // Counts, days and indexes are whole and small; an amount or a share may be any number.
            return (
                typeof old === "number" &&
                Number.isInteger(old) &&
                !name.includes(" ") &&
                !isAmount(name, path)
            )
        case "extra":
            return kindOf(old) === "object" && !(what.key in (old as object)) && what.key !== "quota_limited"
    }
}

/** Usage and limit of an account: any number will do. */
export function isAmount(name: string, path: Path): boolean {
    return name === "signal_limit_approaching" && path[0] === "results" && Number(path[2]) > 1
}
