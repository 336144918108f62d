import type {IncomingMessage, ServerResponse} from "node:http"

import {readBody} from "../http/body"
import {type FaultEffect, FaultSwitches, PROXY_ERROR_PAGE, retryAfterHeader} from "../http/faults"
import {listenOnLoopback} from "../http/loopback-server"
import {ADMIN_CALLS, type AttioAdmin} from "./admin"
import {answerApi, type ApiParts, authorise, kindOf} from "./api"
import {loadContract} from "./contract"
import {ApiError} from "./errors"
import {seededIds} from "./ids"
import {RateLimiter} from "./limits"
import {localAdmin} from "./local-admin"
import {AttioRequestLog} from "./request-log"
import {AttioStateFile} from "./state-file"
import {World} from "./world"

/** Largest request body, bytes. */
const MAX_BODY = 10_000_000

const send = (
    response: ServerResponse,
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
): void => {
    response.writeHead(status, {"content-type": "application/json; charset=utf-8", ...headers})
    response.end(JSON.stringify(body))
}

/** Answers in place of the API when a fault says so; null when the request goes on. */
function faultAnswer(
    effects: FaultEffect[],
): {status: number; body: unknown; headers: Record<string, string>} | null {
    for (const effect of effects) {
        if (effect.kind === "rate-limit") {
            const retryAfter = retryAfterHeader(effect, Date.now())
            const error = new ApiError(429, "rate_limit_error", "rate_limit_exceeded", "Rate limit exceeded.")
            return {
                status: 429,
                body: error.body(),
                headers: retryAfter === null ? {} : {"retry-after": retryAfter},
            }
        }
        if (effect.kind === "status" && effect.body === "html") {
            return {status: effect.status, body: PROXY_ERROR_PAGE, headers: {"content-type": "text/html"}}
        }
        if (effect.kind === "status") {
            const error = new ApiError(effect.status, "api_error", "internal_error", "Something went wrong.")
            return {status: effect.status, body: error.body(), headers: {}}
        }
    }
    return null
}

async function answerAdmin(
    admin: AttioAdmin,
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
) {
    const known = ADMIN_CALLS.find((one) => one === name)
    if (!known || request.method !== "POST")
        return send(response, 404, {error: `There is no admin call "${name}".`})
    // A web page cannot send this content type to another origin without being asked.
    if (request.headers["content-type"] !== "application/json")
        return send(response, 400, {error: "Send JSON."})
    try {
        const args = JSON.parse((await readBody(request, MAX_BODY * 10)).toString() || "[]") as unknown[]
        const call = admin[known] as (...list: unknown[]) => Promise<unknown>
        send(response, 200, {result: (await call(...args)) ?? null})
    } catch (error) {
        send(response, 400, {error: (error as Error).message})
    }
}

/**
 * Starts the stand-in for Attio's REST API v2 on 127.0.0.1. Requests and answers are checked against the OpenAPI
 * subset in contract/. `clock` (ms) drives instants in records; `limitClock` (ms) drives rate limits and is the
 * real clock unless given. Ids are the same for the same `seed` and order of calls.
 * close() rejects when the stand-in ever broke the contract itself.
 */
export async function startAttio(
    options: {
        port?: number
        clock?: () => number
        limitClock?: () => number
        seed?: string
        /** Keeps the workspaces for the next start; by default all is gone on close. */
        stateFile?: string
    } = {},
): Promise<{url: string; admin: AttioAdmin; close(): Promise<void>}> {
    const file = new AttioStateFile(options.stateFile)
    const world = new World(
        seededIds(`${options.seed ?? "attio"}${file.opened || ""}`),
        options.clock ?? Date.now,
    )
    file.restore(world)
    const faults = new FaultSwitches()
    const log = new AttioRequestLog()
    const defects: string[] = []
    const contract = loadContract()
    const parts: ApiParts = {
        world,
        limiter: new RateLimiter(options.limitClock ?? Date.now),
        operation: contract.operation,
        onDefect(message) {
            defects.push(message)
            process.stderr.write(`${message}\n`)
        },
    }
    const admin = localAdmin(world, {faults, log, defects})

    const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const {pathname: path, search, searchParams} = new URL(request.url ?? "/", "http://127.0.0.1")
        if (path.startsWith("/_sandbox/")) return answerAdmin(admin, path.slice(10), request, response)
        const method = request.method ?? "GET"
        const {authorization, "content-type": contentType} = request.headers
        const workspaceId = authorise(world, authorization)?.workspace.id ?? null
        const effects = faults.match({method, path, scope: workspaceId})
        const has = (kind: FaultEffect["kind"]): boolean => effects.some((effect) => effect.kind === kind)
        const entry = {at: Date.now(), method, path: path + search, kind: kindOf(method, path), workspaceId}
        const record = (status: number, conforms = true, body?: unknown): void =>
            log.add({...entry, status, conforms, ...(body === undefined ? {} : {body})})

        const body = (await readBody(request, MAX_BODY)).toString()
        for (const effect of effects) {
            if (effect.kind === "latency") await new Promise((resolve) => setTimeout(resolve, effect.ms))
        }
        if (has("cut")) {
            record(0)
            request.socket.destroy()
            return
        }
        const fault = faultAnswer(effects)
        if (fault) {
            record(fault.status)
            if (typeof fault.body !== "string") return send(response, fault.status, fault.body, fault.headers)
            response.writeHead(fault.status, fault.headers).end(fault.body)
            return
        }
        const revoked = has("revoked-key")
        const answer = answerApi(parts, {
            method,
            path,
            query: searchParams,
            authorization,
            contentType,
            body,
            revoked,
        })
        if (has("lost-response")) {
            record(0, answer.conforms, answer.parsedBody)
            request.socket.destroy()
            return
        }
        record(answer.status, answer.conforms, answer.parsedBody)
        send(response, answer.status, answer.body, answer.headers)
    }
    const server = await listenOnLoopback(handle, options.port)
    return {
        url: server.url,
        admin,
        async close() {
            await server.close()
            file.save(world)
            if (defects.length > 0)
                throw new Error(`The Attio stand-in broke its own contract:\n${defects.join("\n")}`)
        },
    }
}
