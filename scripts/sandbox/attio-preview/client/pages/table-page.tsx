import {type ReactNode, useState} from "react"

import {fits, type Surfaces} from "../bundle"
import {go} from "../router"
import {Loading} from "../sdk/text"
import {runRecordBatches} from "./bulk"
import {useLoaded} from "./load"
import {trigger} from "./record-page"
import {type Attribute, type Names, type RecordData, recordName, Values} from "./value"

interface Answer {
    readonly records: readonly RecordData[]
    readonly attributes: readonly Attribute[]
    readonly names: Names
    readonly more: boolean
}

const FIRST = [
    /^domains$/,
    /^stage$/,
    /^value$/,
    /^associated_company$/,
    /^owner$/,
    /score$/,
    /state$/,
    /signals$/,
]
const MOST_COLUMNS = 6

/** Columns of the table: the name, then what says most about a deal or company. */
function columnsOf(attributes: readonly Attribute[]): readonly Attribute[] {
    const rank = ({api_slug}: Attribute): number => FIRST.findIndex((pattern) => pattern.test(api_slug))
    return attributes
        .filter((one) => rank(one) >= 0)
        .sort((a, b) => rank(a) - rank(b))
        .slice(0, MOST_COLUMNS)
}

/** An object's table with selection, bulk actions and object actions. */
export function TablePage({surfaces, object}: {surfaces: Surfaces; object: string}): ReactNode {
    const [offset, setOffset] = useState(0)
    const {loaded, again} = useLoaded<Answer>(`/api/objects/${object}/records?offset=${offset}`)
    const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
    if (loaded.state === "loading") return <Loading>Loading the table</Loading>
    if (loaded.state === "failed") return <p className="failed">{loaded.message}</p>
    const {records, attributes, names, more} = loaded.value
    const columns = columnsOf(attributes)
    const info = {
        object,
        attributes: attributes.map(({is_required, is_unique, type}) => ({
            ...{isRequired: is_required, isUnique: is_unique, type},
        })),
    }
    const objectActions = (surfaces["object-action"] ?? []).filter((action) => fits(action, {object}))
    const bulk = (surfaces["bulk-record-action"] ?? []).filter((action) => fits(action, info))
    const toggle = (id: string): void => {
        const next = new Set(chosen)
        if (!next.delete(id)) next.add(id)
        setChosen(next)
    }
    return (
        <div className="table-page">
            <header className="page-head">
                <h1>{object === "deals" ? "Deals" : object === "companies" ? "Companies" : object}</h1>
                <div className="actions">
                    {objectActions.map((action) => (
                        <button
                            key={action.id}
                            type="button"
                            className="button secondary"
                            onClick={() => void trigger(action, "object-action", {object}).then(again)}
                        >
                            {action.label}
                        </button>
                    ))}
                </div>
            </header>
            <div className="table-wrap" role="region" aria-label="Records" tabIndex={0}>
                <table className="records">
                    <thead>
                        <tr>
                            <th scope="col" className="select">
                                <span className="sr-only">Select</span>
                            </th>
                            <th scope="col">Name</th>
                            {columns.map(({api_slug, title}) => (
                                <th key={api_slug} scope="col">
                                    {title}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {records.map((record) => {
                            const id = record.id.record_id
                            const name = recordName(record)
                            const path = `/objects/${object}/${id}`
                            return (
                                <tr key={id} className={chosen.has(id) ? "chosen" : ""}>
                                    <td className="select">
                                        <input
                                            type="checkbox"
                                            aria-label={`Select ${name}`}
                                            checked={chosen.has(id)}
                                            onChange={() => toggle(id)}
                                        />
                                    </td>
                                    <td>
                                        <a
                                            className="name"
                                            href={path}
                                            onClick={(event) => {
                                                if (event.metaKey || event.ctrlKey || event.shiftKey) return
                                                event.preventDefault()
                                                go(path)
                                            }}
                                        >
                                            {name}
                                        </a>
                                    </td>
                                    {columns.map(({api_slug}) => (
                                        <td key={api_slug}>
                                            <Values values={record.values[api_slug]} names={names} />
                                        </td>
                                    ))}
                                </tr>
                            )
                        })}
                    </tbody>
                </table>
            </div>
            <nav aria-label="Pages" className="pages">
                <button
                    type="button"
                    className="button secondary"
                    disabled={offset === 0}
                    onClick={() => setOffset(Math.max(0, offset - 50))}
                >
                    Previous
                </button>
                <button
                    type="button"
                    className="button secondary"
                    disabled={!more}
                    onClick={() => setOffset(offset + 50)}
                >
                    Next
                </button>
            </nav>
            {chosen.size === 0 ? null : (
                <div className="bulk-bar" role="toolbar" aria-label="Selected records">
                    <span>{chosen.size} selected</span>
                    {bulk.map((action) => (
                        <button
                            key={action.id}
                            type="button"
                            className="button secondary"
                            onClick={() =>
                                void trigger(action, "bulk-record-action", {
                                    object,
                                    runRecordBatches: runRecordBatches([...chosen]),
                                }).then(again)
                            }
                        >
                            {action.label}
                        </button>
                    ))}
                    {bulk.length === 0 ? <span className="unset">No actions for this object</span> : null}
                    <button type="button" className="button ghost" onClick={() => setChosen(new Set())}>
                        Clear
                    </button>
                </div>
            )}
        </div>
    )
}
