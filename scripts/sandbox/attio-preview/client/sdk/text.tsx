import {Children, isValidElement, type ReactNode} from "react"

import {refuse} from "../api"
import {component, type Surface} from "./component"

const DIALOG: readonly Surface[] = ["dialog"]
export const BADGE_COLORS = [
    ...["amber", "blue", "cyan", "green", "grey", "lavender", "lime", "orange", "pink", "purple", "red"],
    "yellow",
]
const STATUS_COLORS = ["blue", "violet", "pink", "red", "orange", "yellow", "green", "cyan", "grey"]

interface Node {
    readonly children?: ReactNode
}

export const Avatar = component<{name: string; src?: string | null; shape?: string; size?: string}>(
    "Avatar",
    DIALOG,
    {
        ...{name: "string", "src?": "any", "shape?": ["round", "box"], "variant?": ["subtle", "bold"]},
        "size?": ["small", "medium", "large"],
    },
    ({name, shape = "round", size = "medium"}) => (
        <Initials name={name} className={`avatar ${shape} ${size}`} />
    ),
)

/** A name as a coloured letter: the preview loads no pictures from outside. */
export function Initials({name, className}: {name: string; className: string}): ReactNode {
    return (
        <span className={className} aria-hidden="true">
            {(name.trim()[0] ?? "?").toUpperCase()}
        </span>
    )
}

export const Badge = component<Node & {color: string}>(
    "Badge",
    ["dialog", "widget-body"],
    {children: "text", color: BADGE_COLORS},
    ({children, color}) => <span className={`badge ${color}`}>{children}</span>,
)

export const StatusBadge = component<Node & {color: string}>(
    "StatusBadge",
    ["dialog", "widget-body"],
    {children: "text", color: "string"},
    ({children, color}) => {
        if (!STATUS_COLORS.includes(color) && !/^#[0-9a-f]{6}$/i.test(color))
            refuse(`<StatusBadge> has no color ${color}.`)
        return (
            <span className="status-badge">
                <svg viewBox="0 0 8 8" aria-hidden="true" className={color.startsWith("#") ? "" : color}>
                    <circle cx="4" cy="4" r="4" {...(color.startsWith("#") ? {fill: color} : {})} />
                </svg>
                {children}
            </span>
        )
    },
)

interface BannerAction {
    readonly label: string
    readonly variant: "primary" | "secondary"
    readonly onTrigger: () => Promise<void> | void
}

export const Banner = component<
    Node & {variant: string; title?: string; size?: string; actions?: readonly BannerAction[]}
>(
    "Banner",
    DIALOG,
    {
        ...{children: "text", variant: ["neutral", "warning", "error"], "size?": ["small", "large"]},
        ...{"title?": "string", "actions?": "object"},
    },
    ({children, variant, title, size = "small", actions = []}) => {
        if (title !== undefined && size !== "large") refuse("Only a large <Banner> has a title.")
        if (actions.length > 2) refuse("A <Banner> has at most two actions.")
        return (
            <div className={`banner ${variant} ${size}`} role={variant === "error" ? "alert" : "status"}>
                <div>
                    {title === undefined ? null : <strong>{title}</strong>}
                    <p>{children}</p>
                </div>
                {actions.map(({label, variant: kind, onTrigger}) => (
                    <button
                        key={label}
                        type="button"
                        className={`button ${kind}`}
                        onClick={() => void onTrigger()}
                    >
                        {label}
                    </button>
                ))}
            </div>
        )
    },
)

export const Divider = component<object>("Divider", DIALOG, {}, () => <hr className="divider" />)

export const Json = component<{data: unknown}>("Json", DIALOG, {data: "any"}, ({data}) => (
    <pre className="json" tabIndex={0}>
        {JSON.stringify(data, null, 2)}
    </pre>
))

export const Link = component<Node & {href: string}>(
    "Link",
    DIALOG,
    {href: "string", children: "node"},
    ({href, children}) => {
        if (!/^(https?|mailto):/.test(href)) refuse(`<Link> needs a whole address, not "${href}".`)
        return (
            <a className="link" href={href} target="_blank" rel="noopener noreferrer">
                {children}
            </a>
        )
    },
)

export const LoadingState = component<Node>("LoadingState", DIALOG, {"children?": "text"}, ({children}) => (
    <Loading>{children ?? "Loading..."}</Loading>
))

export function Loading({children}: Node): ReactNode {
    return (
        <div className="loading" role="status">
            <span className="spinner" aria-hidden="true" />
            <span>{children}</span>
        </div>
    )
}

export const Section = component<Node & {title: string; description?: string}>(
    "Section",
    DIALOG,
    {title: "string", "description?": "string", children: "node"},
    (props) => <SectionBody {...props} />,
)

export function SectionBody({
    title,
    description,
    children,
}: Node & {title: string; description?: string}): ReactNode {
    return (
        <section className="section">
            <h3>{title}</h3>
            {description === undefined ? null : <p className="description">{description}</p>}
            {children}
        </section>
    )
}

export const TextBlock = component<Node & {align?: string}>(
    "TextBlock",
    DIALOG,
    {children: "node", "align?": ["left", "center", "right"]},
    ({children, align = "center"}) => <div className={`text-block ${align}`}>{children}</div>,
)

const BODY = ["standard", "large", "strong", "interactive"]
const TITLE = ["extraLarge", "large", "standard", "medium", "small", "extraSmall"]

export const Typography = {
    Body: component<Node & {variant?: string}>(
        "Typography.Body",
        DIALOG,
        {children: "node", "variant?": BODY},
        ({children, variant = "standard"}) => <p className={`body ${variant}`}>{children}</p>,
    ),
    Title: component<Node & {variant?: string}>(
        "Typography.Title",
        DIALOG,
        {children: "node", "variant?": TITLE},
        ({children, variant = "standard"}) => <h3 className={`title ${variant}`}>{children}</h3>,
    ),
    Caption: component<Node>("Typography.Caption", DIALOG, {children: "node"}, ({children}) => (
        <p className="caption">{children}</p>
    )),
}

/** Refuses children that are not of the given components; null and false are no children. */
export function only(parent: string, names: readonly string[], children: ReactNode): readonly string[] {
    return Children.toArray(children).map((child) => {
        const type = isValidElement(child) ? (child.type as {displayName?: string}) : null
        const name = type?.displayName ?? ""
        if (!names.includes(name))
            refuse(`<${parent}> holds only ${names.map((one) => `<${one}>`).join(", ")}.`)
        return name
    })
}
