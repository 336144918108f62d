import type {HostRequest} from "@beton/posthog-app/host"

import type {Clock} from "../../app/support/app-host"
import {openWire, type Sent, type Wire} from "../../app/support/wire"
import type {AnswerBook} from "./answer-book"
import {type ExternalCall, fingerprint, isQuery} from "./calls"
import {type Life, never} from "./life"
import type {WorldCopy} from "./micro-world"
import type {ApiFault, Planned, Trouble} from "./troubles"

/** Longest a call of the app may take (its transport's own limit), ms. */
const TIME_LIMIT_MS = 15_000
/** Not "date": the stand-ins' clocks stand still, so the line says what the app's clock says. */
const NAMED_HEADERS = ["content-type", "retry-after"]

interface Answer {
    readonly status: number
    readonly text: string
    readonly headers: Readonly<Record<string, string>>
}

const UNAVAILABLE: Answer = {
    status: 503,
    text: "upstream connect error",
    headers: {"content-type": "text/plain"},
}

/** What lies between the app's processes and the two services in one case. */
export interface Line {
    /** Every call that the app made, whether it left or not. */
    readonly calls: readonly ExternalCall[]
    /** The same with headers, for the search for secrets. */
    readonly sent: readonly Sent[]
    /** What the app did that it must not: calls while a service had asked for silence. */
    readonly violations: readonly string[]
    /** Troubles that have not happened: their calls were never made. */
    unmet(): readonly Planned[]
    /** The network of the next process. */
    connect(life: Life): Wire
    /** Faults that last are over: the key is valid again. */
    mend(): Promise<void>
}

/** Opens the line of a case. Queries that no run can change are answered from the book, when there is one. */
export function openLine(o: {
    readonly copy: WorldCopy
    readonly posthogUrl: string
    readonly originalId: number
    readonly admin: {setFaults(faults: object[], id: number): Promise<void>}
    readonly clock: Clock
    readonly troubles: readonly Planned[]
    readonly book: AnswerBook | null
    /** A service that asked to wait must not be called before. */
    readonly mustKeepQuiet: boolean
}): Line {
    const {copy, clock, book} = o
    const calls: ExternalCall[] = []
    const sent: Sent[] = []
    const violations: string[] = []
    const quiet = {PostHog: {until: 0, process: -1}, Attio: {until: 0, process: -1}}
    const downUntil = {PostHog: 0, Attio: 0}
    let processes = 0
    /** Faults of the stand-ins that go on. */
    const armed = new Map<ExternalCall["service"], {path: RegExp; left: number}>()

    const waiting = [...o.troubles]
    const troubleFor = (call: ExternalCall, index: number): Trouble | undefined => {
        const place = waiting.findIndex(({at}) => at === index || at === fingerprint(call))
        return place === -1 ? undefined : waiting.splice(place, 1)[0]?.trouble
    }

    const address = (call: ExternalCall): string =>
        call.service === "Attio"
            ? `${copy.crm.url}${call.path}`
            : `${o.posthogUrl}${call.path.replace(`/projects/${o.originalId}/`, `/projects/${copy.projectId}/`)}`

    const exchange = async (call: ExternalCall, request: HostRequest): Promise<Answer> => {
        const response = await fetch(address(call), {...request, headers: {...request.headers}})
        const headers = NAMED_HEADERS.flatMap((name) => {
            const value = response.headers.get(name)
            return value === null ? [] : [[name, value] as const]
        })
        return {status: response.status, text: await response.text(), headers: Object.fromEntries(headers)}
    }

    /** As the service answers when nothing is in the way. A fault of the stand-in that goes on needs the real one. */
    const answer = (call: ExternalCall, request: HostRequest): Promise<Answer> => {
        const fault = armed.get(call.service)
        const standing = fault !== undefined && fault.left > 0 && fault.path.test(pathOf(address(call)))
        if (standing) fault.left -= 1
        return (isQuery(call) && !standing ? book?.answerTo(call) : undefined) ?? exchange(call, request)
    }

    const arm = async (call: ExternalCall, {effect, times = 1}: ApiFault): Promise<void> => {
        const lasting = times === Infinity
        // A revoked key is refused everywhere; ingestion knows another one.
        const path =
            lasting && call.path !== "/batch/" ? "^/(api|v2)/" : `^${escaped(pathOf(address(call)))}$`
        const faults = [{path, effect, ...(lasting ? {} : {count: times})}]
        armed.set(call.service, {path: new RegExp(path), left: times - 1})
        if (call.service === "Attio") await copy.crm.admin.setFaults(faults as never, copy.crm.workspaceId)
        else await o.admin.setFaults(faults, copy.projectId)
    }

    const faulty = async (call: ExternalCall, request: HostRequest, fault: ApiFault): Promise<Answer> => {
        const until = clock.now + (fault.quietMs ?? 0)
        try {
            return await broken(call, request, fault)
        } finally {
            // From the answer on: what left before it could not know.
            quiet[call.service] = {until, process: call.process}
        }
    }

    const broken = async (call: ExternalCall, request: HostRequest, fault: ApiFault): Promise<Answer> => {
        const {line, lastsMs = 0, quietMs = 0} = fault
        if (line === "late") {
            await answer(call, request)
            clock.now += TIME_LIMIT_MS
            throw new Error(`network timeout at: ${address(call)}`)
        }
        if (line === "rate limit until a date") {
            // Other calls of this instant are on their way before the answer is.
            await new Promise((resolve) => setImmediate(resolve))
            const until = Math.ceil((clock.now + quietMs) / 1000) * 1000
            const headers = {"retry-after": new Date(until).toUTCString()}
            return {status: 429, text: JSON.stringify({type: "throttled_error", code: "throttled"}), headers}
        }
        if (line === "truncated") {
            const whole = await answer(call, request)
            return {...whole, text: whole.text.slice(0, Math.floor(whole.text.length / 2))}
        }
        if (line === "outage") {
            downUntil[call.service] = clock.now + lastsMs
            return UNAVAILABLE
        }
        await arm(call, fault)
        return exchange(call, request)
    }

    const hit = async (
        call: ExternalCall,
        request: HostRequest,
        trouble: Trouble | undefined,
        life: Life,
    ): Promise<Answer> => {
        if (trouble !== undefined && trouble.kind !== "fault" && trouble.point === "before") {
            await halt(life, trouble)
            if (life.ended) return never()
        }
        call.left = true
        if (clock.now < downUntil[call.service]) return UNAVAILABLE
        if (trouble?.kind === "fault") return faulty(call, request, trouble.fault)
        const found = await answer(call, request)
        if (trouble?.point === "after") await halt(life, trouble)
        return found
    }

    const pass = async (life: Life, process: number, url: string, request: HostRequest): Promise<Answer> => {
        const {origin, pathname, search} = new URL(url)
        const service = origin === copy.crm.url ? "Attio" : "PostHog"
        const {method, body = ""} = request
        const path = pathname + search
        const call: ExternalCall = {
            service,
            method,
            path,
            body,
            process,
            at: clock.now,
            left: false,
            answer: "",
            status: 0,
        }
        const entry: Sent = {method, url, body, headers: {...request.headers}, status: 0, answer: ""}
        const index = calls.push(call) - 1
        sent.push(entry)
        // Who asked for silence is not known to a process that was born later.
        if (o.mustKeepQuiet && quiet[service].process === process && clock.now < quiet[service].until)
            violations.push(`${service} was asked ${quiet[service].until - clock.now} ms too soon.`)
        // Each service sees its own secret only, and ingestion none.
        const foreign = {Attio: copy.form.posthog_key, PostHog: copy.form.attio_token}[service]
        if (JSON.stringify(request.headers).includes(String(foreign)))
            violations.push(`${service} was sent the other service's secret.`)
        const trouble = troubleFor(call, index)
        const found = await hit(call, request, trouble, life)
        call.status = entry.status = found.status
        call.answer = entry.answer = found.text
        return found
    }

    return {
        calls,
        sent,
        violations,
        unmet: () => waiting,
        connect(life) {
            const process = processes++
            const wire = openWire()
            wire.fetch = (url, request) =>
                life.through(async () => {
                    const {status, text, headers: answered} = await pass(life, process, url, request)
                    const headers: Record<string, string> = {
                        ...answered,
                        date: new Date(clock.now).toUTCString(),
                    }
                    return {status, headers: {get: (name) => headers[name] ?? null}, text: async () => text}
                })
            return wire
        },
        async mend() {
            armed.clear()
            await copy.crm.admin.setFaults([], copy.crm.workspaceId)
            await o.admin.setFaults([], copy.projectId)
        },
    }
}

async function halt(life: Life, {kind}: Exclude<Trouble, {kind: "fault"}>): Promise<void> {
    if (kind === "freeze") await life.freeze()
    else life.kill()
}

function pathOf(url: string): string {
    return new URL(url).pathname
}

function escaped(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
}
