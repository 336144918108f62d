import {type ComponentType, createContext, type ReactNode, useContext} from "react"

import {refuse} from "../api"

/** Where a component of the app is drawn. */
export type Surface = "widget" | "widget-body" | "dialog" | "settings" | "configurator"

/** The surface around a component; null outside any. */
export const SurfaceContext = createContext<Surface | null>(null)

type Check =
    "string" | "number" | "boolean" | "function" | "object" | "node" | "text" | "any" | readonly string[]

/** Props by name; a name that ends in "?" may be absent. */
export type PropSpec = Readonly<Record<string, Check>>

/**
 * A component of the SDK: draws on the named surfaces only and takes the named props only, as the types of the
 * package do.
 */
export function component<P extends object>(
    name: string,
    surfaces: readonly Surface[],
    spec: PropSpec,
    Render: ComponentType<P>,
): ComponentType<P> {
    function Checked(props: P): ReactNode {
        const surface = useContext(SurfaceContext)
        if (surface === null || !surfaces.includes(surface))
            refuse(`<${name}> is not drawn in a ${(surface ?? "page").replace("-body", "")}.`)
        checkProps(name, spec, props)
        return <Render {...props} />
    }
    Checked.displayName = name
    return Checked
}

/** @throws HostRefusal for a prop that is unknown, missing or of another type */
export function checkProps(name: string, spec: PropSpec, props: object): void {
    const values = props as Readonly<Record<string, unknown>>
    for (const key of Object.keys(values))
        if (!(key in spec) && !(`${key}?` in spec)) refuse(`<${name}> has no prop ${key}.`)
    for (const [key, check] of Object.entries(spec)) {
        const optional = key.endsWith("?")
        const prop = optional ? key.slice(0, -1) : key
        const value = values[prop]
        if (value === undefined) {
            if (!optional && check !== "node") refuse(`<${name}> needs the prop ${prop}.`)
            continue
        }
        if (!fits(check, value))
            refuse(
                `The prop ${prop} of <${name}> must be ${typeof check === "string" ? `a ${check}` : check.join(" or ")}.`,
            )
    }
}

function fits(check: Check, value: unknown): boolean {
    if (check === "any" || check === "node") return true
    if (check === "text") return isText(value)
    if (typeof check !== "string") return typeof value === "string" && check.includes(value)
    if (check === "object") return typeof value === "object" && value !== null
    return typeof value === check
}

/** Text as children: strings and numbers, also several of them. */
function isText(value: unknown): boolean {
    if (Array.isArray(value)) return value.every(isText)
    return value === null || ["string", "number", "boolean"].includes(typeof value)
}
