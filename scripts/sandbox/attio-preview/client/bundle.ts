import * as React from "react"

import {rootSdk} from "../sdk/root-sdk"
import {fromWire, toWire} from "../sdk/wire"
import {call, CallError, refuse} from "./api"
import {settingsChanged, type SettingsState} from "./app-state"
import {askToConnect} from "./pages/connect-dialog"
import {CLIENT_SDK} from "./sdk/client-sdk"
import {currentView} from "./views"

/** A definition that a bundle registers; which fields it has depends on its kind. */
export interface Surface {
    readonly id: string
    readonly label: string
    readonly color?: string
    readonly objects?: unknown
    readonly Widget?: React.ComponentType<{recordId: string; object: string}>
    readonly onTrigger?: (info: never) => Promise<void> | void
    readonly Page?: React.ComponentType
    readonly block?: Readonly<Record<string, unknown>>
    readonly type?: string
}

export type Surfaces = Readonly<Record<string, readonly Surface[]>>

type AppModule = {default: (globals: Record<string, unknown>) => void}

/** React as the host gives it: elements of DOM tags are refused where they are made. */
const GUARDED_REACT = {
    ...React,
    createElement(type: unknown, ...rest: unknown[]) {
        if (typeof type === "string") refuse(`<${type}> is a DOM tag: Attio draws its own components only.`)
        return (React.createElement as (...all: unknown[]) => unknown)(type, ...rest)
    },
}

/** The clock of the workspace: the demo's data have a fixed day. */
function dateWith(offset: number): DateConstructor {
    if (offset === 0) return Date
    return class extends Date {
        constructor(...args: unknown[]) {
            if (args.length === 0) super(Date.now() + offset)
            else super(...(args as [number]))
        }
        static override now(): number {
            return Date.now() + offset
        }
    } as DateConstructor
}

/**
 * Runs the app's client bundle with the host's globals and returns what it registered.
 *
 * @param origin whose server functions it calls: "app", or the block whose configurator is drawn (SDK.md §9)
 */
export async function runBundle(origin: string, clockOffset: number): Promise<Surfaces> {
    const {default: run} = (await import(/* @vite-ignore */ appModule())) as AppModule
    let surfaces: Surfaces | null = null
    const window = {open: (url?: string) => globalThis.open(url, "_blank", "noopener")}
    const globals = {
        React: GUARDED_REACT,
        ATTIO_ROOT_SDK: rootSdk(),
        ATTIO_CLIENT_EXTENSION_SDK: CLIENT_SDK,
        registerSettingsSchema: () => {},
        registerSettingsSchemas: () => {},
        registerSurfaces: (registered: Surfaces) => (surfaces = registered),
        runServerFunction: (hash: string, args: unknown[]) => runServerFunction(origin, hash, args),
        window,
        Date: dateWith(clockOffset),
    }
    run({...globals, globalThis: Object.freeze({...globals})})
    return surfaces ?? refuse("The bundle registered no surfaces.")
}

/** A path that the page's own bundler leaves alone. */
const appModule = (): string => "/assets/app.js"

/** Calls a server function; a missing connection is asked for, and the call is made again. */
async function runServerFunction(origin: string, hash: string, args: unknown[]): Promise<unknown> {
    const wire = toWire(args, `The arguments of ${hash}`)
    for (;;)
        try {
            const answer = await call<{wire: string; settings: SettingsState}>("POST", "/api/function", {
                ...{origin, hash, args: wire, view: currentView()},
            })
            settingsChanged(answer.settings)
            return fromWire(answer.wire)
        } catch (error) {
            if (!(error instanceof CallError) || error.connectionKey === null) throw error
            if (!(await askToConnect(error.connectionKey))) throw error
        }
}

/** Whether a surface is shown on an object (SDK.md §2.1). */
export function fits(
    {objects}: Surface,
    info: {object: string; attributes?: readonly {isRequired: boolean; isUnique: boolean; type: string}[]},
): boolean {
    if (objects === undefined) return true
    if (typeof objects === "function")
        return Boolean(
            (objects as (given: object) => unknown)({...info, isStandard: STANDARD.includes(info.object)}),
        )
    return Array.isArray(objects) ? objects.includes(info.object) : objects === info.object
}

const STANDARD = ["people", "companies", "deals", "workspaces", "users"]
