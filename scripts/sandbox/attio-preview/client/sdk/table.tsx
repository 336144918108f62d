import {Children, type ReactNode, useId} from "react"

import {refuse} from "../api"
import {component} from "./component"
import {BADGE_COLORS, Initials, only} from "./text"

interface Node {
    readonly children?: ReactNode
}

const Header = component<Node>("Table.Header", ["dialog"], {children: "node"}, ({children}) => {
    only("Table.Header", ["Table.HeaderCell"], children)
    return (
        <thead>
            <tr>{children}</tr>
        </thead>
    )
})
const HeaderCell = component<Node & {icon?: string}>(
    "Table.HeaderCell",
    ["dialog"],
    {children: "string", "icon?": "string"},
    ({children}) => <th scope="col">{children}</th>,
)
const Body = component<Node>("Table.Body", ["dialog"], {children: "node"}, ({children}) => (
    <tbody>{children}</tbody>
))
const Row = component<Node>("Table.Row", ["dialog"], {children: "node"}, ({children}) => {
    only("Table.Row", ["Table.Cell"], children)
    return <tr>{children}</tr>
})
const Cell = Object.assign(
    component<Node>("Table.Cell", ["dialog"], {children: "node"}, ({children}) => <td>{children}</td>),
    {
        Badge: component<Node & {color: string}>(
            "Table.Cell.Badge",
            ["dialog"],
            {children: "text", color: BADGE_COLORS},
            ({children, color}) => <span className={`badge ${color}`}>{children}</span>,
        ),
        Avatar: component<{name: string; src?: string | null}>(
            "Table.Cell.Avatar",
            ["dialog"],
            {name: "string", "src?": "any"},
            ({name}) => (
                <span className="with-avatar">
                    <Initials name={name} className="avatar round small" />
                    {name}
                </span>
            ),
        ),
    },
)

export const Table = Object.assign(
    component<Node & {label?: string}>(
        "Table",
        ["dialog"],
        {children: "node", "label?": "string"},
        ({children, label}) => {
            const parts = only("Table", ["Table.Header", "Table.Body"], children)
            if (parts.join() !== "Table.Header,Table.Body")
                refuse("A <Table> holds exactly one <Table.Header> and then one <Table.Body>.")
            return (
                <div className="table-wrap" role="region" aria-label={label ?? "Table"} tabIndex={0}>
                    <table>
                        {label === undefined ? null : <caption>{label}</caption>}
                        {children}
                    </table>
                </div>
            )
        },
    ),
    {Header, HeaderCell, Body, Row, Cell},
)

const Item = component<Node & {label: string; icon?: string}>(
    "DescriptionList.Item",
    ["dialog"],
    {label: "string", children: "node", "icon?": "string"},
    ({label, children}) => (
        <div className="item">
            <dt>{label}</dt>
            <dd>{children}</dd>
        </div>
    ),
)
const MenuItem = component<{label: string; onSelect: () => void; variant?: string}>(
    "DescriptionList.Menu.Item",
    ["dialog"],
    {label: "string", onSelect: "function", "icon?": "string", "variant?": ["primary", "danger"]},
    ({label, onSelect}) => (
        <button type="button" className="button secondary" onClick={onSelect}>
            {label}
        </button>
    ),
)
const Menu = Object.assign(
    component<Node>("DescriptionList.Menu", ["dialog"], {children: "node"}, ({children}) => (
        <div className="item menu" role="group" aria-label="More">
            {children}
        </div>
    )),
    {Item: MenuItem},
)

export const DescriptionList = Object.assign(
    component<Node & {title?: string}>(
        "DescriptionList",
        ["dialog"],
        {children: "node", "title?": "string"},
        ({children, title}) => {
            const id = useId()
            const items = Children.toArray(children)
            if (items.length === 0) refuse("A <DescriptionList> needs items.")
            return (
                <div className="description-list">
                    {title === undefined ? null : <h3 id={id}>{title}</h3>}
                    <dl {...(title === undefined ? {} : {"aria-labelledby": id})}>{children}</dl>
                </div>
            )
        },
    ),
    {Item, Menu},
)

interface EmptyState {
    readonly text: string
    readonly actions?: readonly {text: string; onTrigger: () => void}[]
}

const DialogListItem = component<
    Node & {icon: string; actionLabel: string; onTrigger: () => void | Promise<void>; suffix?: ReactNode}
>(
    "DialogList.Item",
    ["dialog"],
    {children: "node", icon: "string", actionLabel: "string", onTrigger: "function", "suffix?": "node"},
    ({children, actionLabel, onTrigger, suffix}) => (
        <li>
            <span className="grow">{children}</span>
            {suffix}
            <button type="button" className="button secondary" onClick={() => void onTrigger()}>
                {actionLabel}
            </button>
        </li>
    ),
)

export const DialogList = Object.assign(
    component<Node & {emptyState: EmptyState | string}>(
        "DialogList",
        ["dialog"],
        {children: "node", emptyState: "any"},
        ({children, emptyState}) => {
            if (Children.toArray(children).length > 0) return <ul className="dialog-list">{children}</ul>
            const empty = typeof emptyState === "string" ? {text: emptyState} : emptyState
            return (
                <div className="empty">
                    <p>{empty.text}</p>
                    {empty.actions?.map(({text, onTrigger}) => (
                        <button key={text} type="button" className="button secondary" onClick={onTrigger}>
                            {text}
                        </button>
                    ))}
                </div>
            )
        },
    ),
    {Item: DialogListItem},
)
