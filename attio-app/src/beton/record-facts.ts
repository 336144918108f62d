import {guessStage} from "@beton/shared/crm/stage-mapping"

/** A value as the app's queries read it, whatever the attribute's type. */
export interface Cell {
    readonly __typename: string
    readonly text?: string | null
    readonly number?: number | null
    readonly option?: {readonly title: string} | null
    readonly options?: readonly {readonly title: string}[]
}

interface Owner {
    readonly __typename: string
    readonly name?: string | null
}

interface Interaction {
    readonly interacted_at: string
}

interface Deal {
    readonly owner: Owner | null
    readonly stage: {readonly title: string} | null
    readonly key: Cell | null
}

/** A record as the query answers it: a deal has a company, a company has deals. */
export interface QueriedRecord {
    readonly name: string | null
    readonly domains?: readonly string[]
    readonly last_interaction?: Interaction | null
    readonly associated_deals?: readonly Deal[]
    readonly owner?: Owner | null
    readonly stage?: {readonly title: string} | null
    readonly key?: Cell | null
    readonly company?: {
        readonly name: string | null
        readonly domains: readonly string[]
        readonly last_interaction: Interaction | null
        readonly account: Cell | null
    } | null
    readonly account: Cell | null
    readonly score: Cell | null
    readonly scoreChange: Cell | null
    readonly signals: Cell | null
    readonly lastSignalAt: Cell | null
    readonly whyNow: Cell | null
    readonly trackRecord: Cell | null
    readonly state: Cell | null
    readonly quietSince: Cell | null
    readonly checkedAt: Cell | null
    readonly disposition: Cell | null
}

/** What a record says of its account, in plain values. */
export interface RecordFacts {
    readonly name: string | null
    readonly domain: string | null
    /** Where a deal's company stands; "itself" for a company. */
    readonly company: "none" | "unwritten" | "written" | "itself"
    /** `project:account`; null where Beton never wrote to the record. */
    readonly account: string | null
    /** 0 to 100; null where none, or something else, stands there. */
    readonly score: number | null
    readonly change: number | null
    /** Ids of the active signals, strongest first. */
    readonly signals: readonly string[]
    readonly lastSignalAt: string | null
    readonly whyNow: string | null
    readonly trackRecord: string | null
    readonly state: string | null
    readonly quietSince: string | null
    readonly checkedAt: string | null
    readonly disposition: string | null
    /** Somebody of the team has an open deal that Beton did not make. */
    readonly owned: {readonly by: string | null} | null
    readonly lastContactAt: string | null
}

/** Reads a queried record. */
export function factsOfRecord(record: QueriedRecord): RecordFacts {
    const company = record.company ?? {domains: record.domains ?? [], last_interaction: record.last_interaction ?? null}
    const score = number(record.score)
    const deals = record.associated_deals ?? (record.owner === undefined ? [] : [dealItself(record)])
    return {
        name: record.name,
        domain: company.domains[0] ?? null,
        company: companyState(record),
        account: text(record.account),
        score: score !== null && score >= 0 && score <= 100 ? score : null,
        change: number(record.scoreChange),
        signals: list(record.signals),
        lastSignalAt: text(record.lastSignalAt),
        whyNow: text(record.whyNow),
        trackRecord: text(record.trackRecord),
        state: text(record.state),
        quietSince: text(record.quietSince),
        checkedAt: text(record.checkedAt),
        disposition: text(record.disposition),
        owned: ownerOf(deals),
        lastContactAt: company.last_interaction?.interacted_at ?? null,
    }
} // prettier-ignore

function companyState({owner, company}: QueriedRecord): RecordFacts["company"] {
    if (owner === undefined) return "itself"
    if (company === null || company === undefined) return "none"
    return text(company.account) === null ? "unwritten" : "written"
}

function dealItself({owner, stage, key}: QueriedRecord): Deal {
    return {owner: owner ?? null, stage: stage ?? null, key: key ?? null}
}

/** The owner of the first open deal of another source; a deal of ours is for whoever reads this. */
function ownerOf(deals: readonly Deal[]): RecordFacts["owned"] {
    const open = deals.find(({stage, key}) => {
        const kind = stage === null ? "open" : guessStage(stage.title)
        return text(key) === null && kind !== "won" && kind !== "lost"
    })
    if (open === undefined) return null
    return {by: open.owner?.__typename === "User" ? (open.owner.name ?? null) : null}
}

function text(cell: Cell | null): string | null {
    const several = cell?.options?.map(({title}) => title).join(", ")
    const value = cell?.text ?? cell?.option?.title ?? several ?? null
    if (value === null && typeof cell?.number === "number") return String(cell.number)
    return value === null || value.trim() === "" ? null : value.trim()
}

function number(cell: Cell | null): number | null {
    const shown = text(cell)
    const value = shown === null ? NaN : Number(shown)
    return Number.isFinite(value) ? value : null
}

/** A list stands in one text, or in a select with several values. */
function list(cell: Cell | null): string[] {
    if (cell?.options !== undefined) return cell.options.map(({title}) => title)
    return (text(cell) ?? "").split(",").map((one) => one.trim()).filter((one) => one !== "")
} // prettier-ignore
