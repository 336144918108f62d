import {Fragment, Suspense} from "react"

/** A drawn component of the SDK: its name, what it was given, what is inside it. */
export interface Tagged {
    readonly name: string
    readonly props: Readonly<Record<string, unknown>>
    readonly children: readonly Drawn[]
}

/** A drawn part: a component or a text. */
export type Drawn = Tagged | string

/** A component of the SDK's double; `state` is what a render prop among its children is called with. */
export interface TaggedComponent {
    (props: object): never
    readonly tag: string
    readonly state?: (props: object) => readonly unknown[]
}

/** Makes a component that draws as itself. */
export function tagged(tag: string, state?: TaggedComponent["state"]): TaggedComponent {
    const component = () => {
        throw new Error(`${tag} is drawn, not called.`)
    }
    return Object.assign(component, {
        tag,
        ...(state === undefined ? {} : {state}),
    }) as unknown as TaggedComponent
}

const MOST_WAITS = 20

interface Element {
    readonly type: unknown
    readonly props: Record<string, unknown>
}

/**
 * Draws what a component gives, as Attio's host does: parts that wait are awaited, errors go to the next boundary, and
 * only components of the SDK may be drawn.
 *
 * @throws Error when an HTML element is drawn, or a component throws outside every boundary
 */
export async function draw(node: unknown): Promise<Drawn[]> {
    if (node === null || node === undefined || typeof node === "boolean") return []
    if (typeof node === "string" || typeof node === "number") return [String(node)]
    if (Array.isArray(node)) return (await Promise.all(node.map(draw))).flat()
    const {type, props} = node as Element
    if (typeof type === "string") throw new Error(`<${type}> is no component of the SDK.`)
    if (type === Fragment || type === Suspense) return draw(props.children)
    if (isTagged(type)) {
        const {children, ...rest} = props
        const inside = typeof children === "function" ? await drawCalled(children, type.state?.(props)) : await draw(children)
        return [{name: type.tag, props: rest, children: inside}]
    }
    if (isClass(type)) return drawClass(type, props)
    return draw(await called(type as (given: object) => unknown, props))
} // prettier-ignore

async function drawCalled(children: unknown, states: readonly unknown[] = []): Promise<Drawn[]> {
    const parts = await Promise.all(states.map((state) => draw((children as (given: unknown) => unknown)(state))))
    return parts.flat()
} // prettier-ignore

/** A component that waits throws what it waits for. */
async function called(component: (props: object) => unknown, props: object): Promise<unknown> {
    for (let waits = 0; waits < MOST_WAITS; waits++) {
        try {
            return component(props)
        } catch (thrown) {
            if (typeof (thrown as {then?: unknown}).then !== "function") throw thrown
            await thrown
        }
    }
    throw new Error("A component never stops to wait.")
}

interface Boundary {
    new (props: object): {state: object; render(): unknown}
    getDerivedStateFromError?(error: unknown): object
}

async function drawClass(type: Boundary, props: object): Promise<Drawn[]> {
    const instance = new type(props)
    try {
        return await draw(instance.render())
    } catch (error) {
        if (type.getDerivedStateFromError === undefined) throw error
        instance.state = {...instance.state, ...type.getDerivedStateFromError(error)}
        return draw(instance.render())
    }
}

function isTagged(type: unknown): type is TaggedComponent {
    return typeof type === "function" && "tag" in type
}

function isClass(type: unknown): type is Boundary {
    const {prototype} = type as {prototype?: {isReactComponent?: unknown}}
    return prototype?.isReactComponent !== undefined
}

/** All components of a name, in the order in which they are drawn. */
export function findAll(drawn: readonly Drawn[], name: string): Tagged[] {
    return drawn.flatMap((one) =>
        typeof one === "string" ? [] : [...(one.name === name ? [one] : []), ...findAll(one.children, name)],
    )
}

/** The text inside, parts in a row. */
export function innerText(drawn: readonly Drawn[]): string {
    return drawn.map((one) => (typeof one === "string" ? one : innerText(one.children))).join("")
}

/** Every text that a person would read: what is inside, titles, labels and descriptions. */
export function allTexts(drawn: readonly Drawn[]): string[] {
    return drawn.flatMap((one) => {
        if (typeof one === "string") return [one]
        const said = ["title", "label", "description", "help", "placeholder"].flatMap((key) =>
            typeof one.props[key] === "string" ? [one.props[key]] : [],
        )
        const inside = one.children.every((child) => typeof child === "string")
            ? [innerText(one.children)]
            : allTexts(one.children)
        return [...said, ...inside].filter((text) => text.trim() !== "")
    })
}
