import {instantText} from "../instant"
import type {Attribute, Container, Stamp, ValueData, Workspace} from "../types"
import {parseValue} from "../values/parse-value"
import {rowByValue} from "./cells"

const DAY_MS = 86_400_000
const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/

/** An ISO 8601 duration in ms (a year is 365 days, a month 30); null when the text is none. */
export function durationMs(text: string): number | null {
    const match = DURATION.exec(text)
    if (!match || text === "P") return null
    const [years, months, weeks, days, hours, minutes, seconds] = match
        .slice(1)
        .map((part) => Number(part ?? 0))
    const whole = (years ?? 0) * 365 + (months ?? 0) * 30 + (weeks ?? 0) * 7 + (days ?? 0)
    return whole * DAY_MS + ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000
}

/** What a new record gets when the attribute is not written; undefined when there is no default. */
export function defaultValues(
    workspace: Workspace,
    container: Container,
    attribute: Attribute,
    stamp: Stamp,
    memberId: string | undefined,
): ValueData[] | undefined {
    const {defaultValue} = attribute
    if (!defaultValue || attribute.archived) return undefined
    const parse = (input: unknown): ValueData =>
        parseValue({workspace, container, attribute, findByValue: rowByValue}, input)
    if (defaultValue.type === "static") return defaultValue.template.map(parse)
    if (defaultValue.template === "current-user") {
        return memberId === undefined
            ? undefined
            : [{referenced_actor_type: "workspace-member", referenced_actor_id: memberId}]
    }
    const offset = durationMs(defaultValue.template)
    return offset === null
        ? undefined
        : [parse(instantText(Date.parse(`${stamp.at.slice(0, 23)}Z`) + offset))]
}
