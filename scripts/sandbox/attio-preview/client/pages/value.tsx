import type {ReactNode} from "react"

/** A value as the REST API answers it. */
export type RestValue = Readonly<Record<string, unknown>>

export interface Attribute {
    readonly title: string
    readonly api_slug: string
    readonly type: string
    readonly is_multiselect: boolean
    readonly is_required: boolean
    readonly is_unique: boolean
}

export interface RecordData {
    readonly id: {readonly record_id: string}
    readonly values: Readonly<Record<string, readonly RestValue[]>>
}

export type Names = Readonly<Record<string, string>>

/** The record's name, or its domain, or its id. */
export function recordName({values, id}: RecordData): string {
    const name = values.name?.[0]
    return String(name?.value ?? name?.full_name ?? values.domains?.[0]?.domain ?? id.record_id)
}

/** An attribute's values as Attio's own page draws them. */
export function Values(props: {values: readonly RestValue[] | undefined; names: Names}): ReactNode {
    const {values = [], names} = props
    if (values.length === 0) return <span className="unset">Not set</span>
    return (
        <span className="values">
            {values.map((value, index) => (
                <Value key={index} value={value} names={names} />
            ))}
        </span>
    )
}

function Value({value, names}: {value: RestValue; names: Names}): ReactNode {
    const title = (choice: unknown): string => String((choice as {title?: unknown} | null)?.title ?? "")
    switch (value.attribute_type) {
        case "select":
            return <span className="badge grey">{title(value.option)}</span>
        case "status":
            return <span className="badge blue">{title(value.status)}</span>
        case "currency":
            return <span>{money(value)}</span>
        case "domain":
            return <span>{String(value.domain)}</span>
        case "email-address":
            return <span>{String(value.email_address)}</span>
        case "personal-name":
            return <span>{String(value.full_name)}</span>
        case "record-reference":
            return (
                <a
                    className="link"
                    href={`/objects/${String(value.target_object)}/${String(value.target_record_id)}`}
                >
                    {names[String(value.target_record_id)] ?? "Record"}
                </a>
            )
        case "actor-reference":
            return (
                <span>{names[String(value.referenced_actor_id)] ?? String(value.referenced_actor_type)}</span>
            )
        case "checkbox":
            return <span>{value.value === true ? "Yes" : "No"}</span>
        case "timestamp":
            return <span>{dayText(value.value)}</span>
        case "interaction":
            return <span>{dayText(value.interacted_at)}</span>
        default:
            return <span>{String(value.value ?? value.locality ?? value.phone_number ?? "")}</span>
    }
}

function money(value: RestValue): string {
    const code = typeof value.currency_code === "string" ? value.currency_code : "USD"
    return Number(value.currency_value).toLocaleString("en", {style: "currency", currency: code})
}

function dayText(value: unknown): string {
    const at = new Date(String(value))
    return Number.isNaN(at.getTime())
        ? String(value)
        : at.toLocaleDateString("en", {dateStyle: "medium", timeZone: "UTC"})
}

/** Attributes with values first, as a page that hides empty ones would; Attio's own bookkeeping last. */
export function ordered(attributes: readonly Attribute[], record: RecordData): readonly Attribute[] {
    const last = /^(record_id|created_(at|by))$|interaction/
    const rank = ({api_slug}: Attribute): number =>
        (last.test(api_slug) ? 2 : 0) + ((record.values[api_slug]?.length ?? 0) === 0 ? 1 : 0)
    return [...attributes].sort((a, b) => rank(a) - rank(b))
}
