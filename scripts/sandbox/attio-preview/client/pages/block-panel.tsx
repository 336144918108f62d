import {type ReactNode, useEffect, useMemo, useState} from "react"

import {call} from "../api"
import {runBundle} from "../bundle"
import {blockEditor, ConfiguratorFields} from "../sdk/configurator"
import {showToast} from "../sdk/toast"
import {useStore} from "../store"
import {AppSurface} from "./surface"

/** A trigger that was switched on. */
export interface Activation {
    readonly id: string
    readonly blockId: string
    readonly config: object
    readonly state: string
    readonly message: string | null
    readonly url: string
}

type Block = Parameters<typeof blockEditor>[0] & {
    readonly title: string
    readonly description: string
    readonly Configurator?: React.ComponentType
}

/** Does something the person asked for; a failure is a toast. */
export async function attempt(work: () => Promise<unknown>): Promise<void> {
    try {
        await work()
    } catch (error) {
        await showToast({variant: "error", title: "It did not work", text: (error as Error).message})
    }
}

/** A block: its configurator, and what can be done with it. */
export function BlockPanel(props: {
    blockId: string
    clockOffset: number
    activations: readonly Activation[]
    onChanged: () => void
}): ReactNode {
    const {blockId, clockOffset, activations, onChanged} = props
    const [block, setBlock] = useState<Block | null>(null)
    useEffect(() => {
        // A configurator calls the server functions of its own block's bundle.
        void attempt(async () => {
            const surfaces = await runBundle(blockId, clockOffset)
            const found = surfaces["workflow-block"]?.find(({id}) => id === blockId)
            setBlock({...(found?.block as object), id: blockId, type: found?.type} as Block)
        })
    }, [blockId])
    if (block === null) return null
    return <BlockForm block={block} activations={activations} onChanged={onChanged} />
}

function BlockForm(props: {
    block: Block
    activations: readonly Activation[]
    onChanged: () => void
}): ReactNode {
    const {block, activations, onChanged} = props
    const editor = useMemo(() => blockEditor(block), [block])
    const {values} = useStore(editor.fields.state)
    const {Configurator, title, description, type, id} = block
    const run = async (what: "activate" | "execute"): Promise<void> => {
        const config = Object.fromEntries(
            Object.entries(values).filter(([, value]) => value !== undefined && value !== ""),
        )
        await attempt(() => call("POST", `/api/workflows/${id}/${what}`, {config}))
        onChanged()
    }
    return (
        <section aria-label={title} className="panel">
            <h2>{title}</h2>
            <p className="help">{description}</p>
            <ConfiguratorFields editor={editor}>
                <AppSurface kind="configurator">
                    {Configurator === undefined ? null : <Configurator />}
                </AppSurface>
            </ConfiguratorFields>
            <button
                type="button"
                className="button primary"
                onClick={() => void run(type === "trigger" ? "activate" : "execute")}
            >
                {type === "trigger" ? "Activate" : "Run"}
            </button>
            <ul className="activations" aria-label={`Activations of ${title}`}>
                {activations.map(({id: activation, state, message, config}) => (
                    <li key={activation}>
                        <span
                            className={`badge ${state === "active" ? "green" : state === "failed" ? "red" : "grey"}`}
                        >
                            {state}
                        </span>
                        <code>{JSON.stringify(config)}</code>
                        {message === null ? null : <span>{message}</span>}
                        {state === "active" ? (
                            <button
                                type="button"
                                className="button secondary"
                                onClick={() =>
                                    void attempt(() =>
                                        call("POST", `/api/activations/${activation}/deactivate`, {}),
                                    ).then(onChanged)
                                }
                            >
                                Deactivate
                            </button>
                        ) : null}
                    </li>
                ))}
            </ul>
        </section>
    )
}
