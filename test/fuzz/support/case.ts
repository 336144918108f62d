import type {CaptureEvent} from "@beton/shared/events/capture-event"

import {memoryStorage} from "../../../scripts/sandbox/plugin-host/storage"
import {type AppHost, appHost, type Clock} from "../../app/support/app-host"
import {WAKE} from "../../app/support/project"
import {openWire, type Wire} from "../../app/support/wire"
import {AttioFake} from "./attio-fake"
import {short} from "./outcome"
import {PostHogFake, queryIdOf, type Reply} from "./posthog-fake"
import type {BaseWorld} from "./worlds"

/** A request of the app. */
export interface Request {
    /** Number of the request in this case, from 0. */
    readonly index: number
    /** "project", a query's id, "capture", "GET /v2/objects/deals/attributes": record ids left out. */
    readonly name: string
    readonly method: string
    readonly url: string
    readonly body: string
}

/** An answer as it arrives. */
export interface Arrived {
    readonly status: number
    readonly text: string
    readonly headers?: Readonly<Record<string, string>>
}

/** The body of an answer as JSON; null when it is none. */
export function bodyOf<T>({text}: Arrived): T | null {
    try {
        return JSON.parse(text) as T
    } catch {
        return null
    }
}

/** What happens to a request on its way; `serve` lets the service handle it. May throw, as a fetch does. */
export type OnTheWay = (request: Request, serve: () => Arrived) => Arrived

/** The app in a world of its own. */
export interface Case {
    /** The host that lives now. */
    host: AppHost
    /** A new host after the one before died. */
    restart(storage: AppHost["storage"]): void
    readonly clock: Clock
    readonly posthog: PostHogFake
    readonly attio: AttioFake
    readonly requests: Request[]
    /** All firings that were sent, each time they were sent: account and digest. */
    readonly firings: string[]
    /** Writes to the CRM: method, path without query, body. */
    readonly crmWrites: string[]
    onTheWay: OnTheWay
}

/** A call takes so long; also keeps the app below its own limits. */
const CALL_MS = 40

/** Opens a world. */
export function openCase(
    world: BaseWorld,
    o: {readonly storage?: AppHost["storage"]; readonly form?: BaseWorld["form"]} = {},
): Case {
    const clock: Clock = {now: WAKE}
    const posthog = new PostHogFake(world.data, world.earlier)
    const attio = new AttioFake(world.attio, () => clock.now)
    const wire: Wire = {
        ...openWire(),
        fetch: async (url, request) => {
            clock.now += CALL_MS
            const body = request.body ?? ""
            const seen: Request = {
                index: self.requests.length,
                name: nameOf(url, request.method, body),
                method: request.method,
                url,
                body,
            }
            self.requests.push(seen)
            note(self, seen)
            const serve = (): Arrived => {
                const authorization = request.headers.Authorization ?? ""
                const {status, body: answer} = serveReal(posthog, attio, seen, authorization)
                return {status, text: typeof answer === "string" ? answer : JSON.stringify(answer)}
            }
            const {status, text, headers = {}} = self.onTheWay(seen, serve)
            const all: Record<string, string> = {date: new Date(clock.now).toUTCString(), ...headers}
            return {status, headers: {get: (name) => all[name.toLowerCase()] ?? null}, text: async () => text}
        },
    }
    const newHost = (storage: AppHost["storage"]): AppHost =>
        appHost({config: o.form ?? world.form, clock, wire, storage})
    const self: Case = {
        host: newHost(o.storage ?? memoryStorage()),
        restart: (storage) => {
            self.host = newHost(storage)
        },
        clock,
        posthog,
        attio,
        requests: [],
        firings: [],
        crmWrites: [],
        onTheWay: (_request, serve) => serve(),
    }
    return self
}

function nameOf(url: string, method: string, body: string): string {
    const {pathname} = new URL(url)
    if (pathname.endsWith("/query/"))
        return queryIdOf((JSON.parse(body) as {query: {query: string}}).query.query)
    if (pathname.endsWith("/batch/")) return "capture"
    if (pathname === "/api/personal_api_keys/@current/") return "key"
    const resource = /\/(groups_types|event_definitions|property_definitions)\/$/.exec(pathname)?.[1]
    if (resource !== undefined) return resource
    if (pathname.startsWith("/api/projects/")) return "project"
    return `${method} ${pathname.replace(/[0-9a-f-]{36}/, "{id}")}`
}

function serveReal(posthog: PostHogFake, attio: AttioFake, request: Request, authorization: string): Reply {
    switch (request.name) {
        case "project":
            return posthog.project()
        case "groups_types":
            return posthog.groupTypes()
        case "key":
            return posthog.key()
        case "event_definitions":
            return posthog.definitions(["checkout_started", "report_run"])
        case "property_definitions":
            return posthog.definitions(["domain", "plan"])
        case "capture":
            return posthog.capture(request.body)
        default:
            return request.name.includes(" ")
                ? attio.answer({...request, url: new URL(request.url), authorization})
                : posthog.query(request.body)
    }
}

function note(self: Case, {name, method, url, body}: Request): void {
    if (name === "capture") {
        const {batch} = JSON.parse(body) as {batch: CaptureEvent[]}
        for (const event of batch)
            if (event.event === "beton_signal_fired")
                self.firings.push(short(String(event.properties.account_key), JSON.stringify(event)))
    } else if (name.includes(" ") && method !== "GET" && !name.endsWith("/query")) {
        self.crmWrites.push(`${method} ${new URL(url).pathname} ${body}`)
    }
}
