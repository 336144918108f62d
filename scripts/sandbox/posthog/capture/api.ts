import type {Answer, RequestContext} from "../context"
import type {Project} from "../project-state"
import {checkEvents} from "./check"
import {BATCH_LIMIT, type CaptureBody, decodeJson, readShape, SINGLE_LIMIT, tooLarge} from "./decode"
import {CaptureError} from "./errors"
import type {Ingestion} from "./ingest"

/** Routes of the ingestion host. */
export const CAPTURE_PATH = /^\/(batch|capture|e|i\/v0\/e)\/?$/

/** A capture request, read as far as its token: the project decides about faults and the log. */
export interface CaptureRequest {
    project: Project | undefined
    /** The refusal that the handler will answer with. */
    refused: CaptureError | null
    body: CaptureBody | null
}

/** Decodes the body; never raises. */
export function readCapture(context: RequestContext, bodyTooLarge: boolean): CaptureRequest {
    const limit = context.path.startsWith("/batch") ? BATCH_LIMIT : SINGLE_LIMIT
    try {
        if (bodyTooLarge || context.body.length > limit) throw tooLarge(limit)
        const encoding = context.headers["content-encoding"]
        const json = decodeJson(context.body, encoding, context.search.get("compression"), limit)
        const body = readShape(json)
        context.log.events = body.events.length
        return {project: context.world.projectByToken(body.token), refused: null, body}
    } catch (error) {
        if (!(error instanceof CaptureError)) throw error
        return {project: undefined, refused: error, body: null}
    }
}

/** Accepts events. Refusals are plain text; a well-formed unknown token is accepted and dropped (CONTRACT §11). */
export async function capture(
    context: RequestContext,
    request: CaptureRequest,
    ingestion: Ingestion,
): Promise<Answer> {
    try {
        if (request.refused) throw request.refused
        const {project, body} = request as CaptureRequest & {body: CaptureBody}
        const now = context.world.now(project)
        const events = checkEvents(body, now)
        if (project?.quotaLimited) return {status: 200, body: {status: 1, quota_limited: ["events"]}}
        for (const {properties} of events) properties.$ip ??= "127.0.0.1"
        if (project) await ingestion.add(project, events, now)
        return {status: 200, body: {status: 1}}
    } catch (error) {
        if (!(error instanceof CaptureError)) throw error
        return {status: error.status, body: error.message}
    }
}
