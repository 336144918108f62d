import {type ReactNode, useState} from "react"

import {fits, type Surface, type Surfaces} from "../bundle"
import {go} from "../router"
import {Initials, Loading} from "../sdk/text"
import {showToast} from "../sdk/toast"
import {WidgetLoading} from "../sdk/widget"
import {inView} from "../views"
import {CommandMenu} from "./command-menu"
import {useLoaded} from "./load"
import {AppSurface} from "./surface"
import {type Attribute, type Names, ordered, type RecordData, recordName, Values} from "./value"

interface Answer {
    readonly record: RecordData
    readonly attributes: readonly Attribute[]
    readonly names: Names
}

/** A record as Attio shows it: attributes, actions, and a sidebar with the app's widgets. */
export function RecordPage({
    surfaces,
    object,
    id,
}: {
    surfaces: Surfaces
    object: string
    id: string
}): ReactNode {
    const {loaded, again} = useLoaded<Answer | null>(`/api/objects/${object}/records/${id}`)
    if (loaded.state === "loading") return <Loading>Loading the record</Loading>
    if (loaded.state === "failed") return <p className="failed">{loaded.message}</p>
    if (loaded.value === null) return <p className="failed">There is no such record.</p>
    return <RecordView surfaces={surfaces} object={object} id={id} answer={loaded.value} onChanged={again} />
}

/** Runs an action of the app as Attio does; a failure is shown, not hidden. */
export async function trigger(action: Surface, kind: string, info: object): Promise<void> {
    try {
        await inView(`${kind}: ${action.id}`, () => action.onTrigger?.(info as never))
    } catch (error) {
        await showToast({
            variant: "error",
            title: `${action.label} did not work`,
            text: (error as Error).message,
        })
    }
}

function RecordView(props: {
    surfaces: Surfaces
    object: string
    id: string
    answer: Answer
    onChanged: () => void
}): ReactNode {
    const {surfaces, object, id, answer, onChanged} = props
    const {record, attributes, names} = answer
    const [menu, setMenu] = useState(false)
    const info = {
        object,
        attributes: attributes.map(({is_required, is_unique, type}) => ({
            ...{isRequired: is_required, isUnique: is_unique, type},
        })),
    }
    const actions = (surfaces["record-action"] ?? []).filter((action) => fits(action, info))
    const widgets = (surfaces["record-widget"] ?? []).filter((widget) => fits(widget, info))
    const run = async (action: Surface): Promise<void> => {
        await trigger(action, "record-action", {recordId: id, object})
        onChanged()
    }
    return (
        <div className="record">
            <header className="record-head">
                <button type="button" className="crumb" onClick={() => go(`/objects/${object}`)}>
                    {object[0]?.toUpperCase()}
                    {object.slice(1)}
                </button>
                <div className="record-title">
                    <Initials name={recordName(record)} className="avatar box large" />
                    <h1>{recordName(record)}</h1>
                    <div className="actions">
                        {actions.map((action) => (
                            <button
                                key={action.id}
                                type="button"
                                className="button secondary"
                                onClick={() => void run(action)}
                            >
                                {action.label}
                            </button>
                        ))}
                    </div>
                </div>
            </header>
            <div className="record-main">
                <section aria-labelledby="attributes" className="attributes">
                    <h2 id="attributes">Attributes</h2>
                    <dl>
                        {ordered(attributes, record).map(({api_slug, title}) => (
                            <div key={api_slug} className="attribute" data-slug={api_slug}>
                                <dt>{title}</dt>
                                <dd>
                                    <Values values={record.values[api_slug]} names={names} />
                                </dd>
                            </div>
                        ))}
                    </dl>
                </section>
                <aside aria-label="Widgets" className="sidebar">
                    {widgets.length === 0 ? <p className="unset">No widgets for this object.</p> : null}
                    {widgets.map(({id: widgetId, Widget}) => (
                        <article key={widgetId} className="widget" aria-label={widgetId}>
                            <AppSurface kind="widget" loading={<WidgetLoading />}>
                                {Widget === undefined ? null : <Widget recordId={id} object={object} />}
                            </AppSurface>
                        </article>
                    ))}
                </aside>
            </div>
            <CommandMenu
                open={menu}
                setOpen={setMenu}
                actions={actions}
                onChoose={(action) => void run(action)}
            />
        </div>
    )
}
