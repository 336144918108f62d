import {crmWrittenEvent} from "@beton/shared/events/crm-written"

import type {LoggedWrite} from "../attio/crm-log"
import {writerOf} from "../writer"
import {next, onFailure, type Step} from "./step"

/** Events per request: a second of signing. */
const CHUNK = 100

/** Sends the run's audit log (D3): one event for each write to the CRM; sent twice they count once. */
export const audit: Step = async (state, context) => {
    const {config, store, posthog} = context
    const {writes, writesSent: sent} = state.crm
    if (sent >= writes) return next(state, {phase: "finish"})
    const {account: source, apiToken} = state
    if (source === null || apiToken === null) throw new Error("A run writes only after it knows the project.")
    const upTo = Math.min(writes, sent + CHUNK)
    const writer = writerOf(config)
    const events = []
    for (const n of Array.from({length: upTo - sent}, (_, i) => sent + i)) {
        const [entry] = await store.part<LoggedWrite>("route", "writes", n)
        if (entry === undefined) throw new Error("Storage lost a part of the audit log.")
        const {account, object, recordId, action, before, after, why} = entry
        const content = {
            schema_version: 1 as const,
            run_id: state.run_id,
            object,
            record_id: recordId,
            action,
            before: plainOnly(before),
            after: plainOnly(after),
            why,
        }
        events.push(crmWrittenEvent(account, state.as_of, content, source, writer))
    }
    const result = await posthog.capture(apiToken, events)
    if (!result.ok) return onFailure(state, result.failure, "Writing the audit log", context)
    return next(state, {crm: {...state.crm, writesSent: upTo}, attempts: 0})
}

type Plain = string | number | boolean | null | (string | number)[]

/** Values of attributes whose type Beton does not know are told as text. */
function plainOnly(values: Readonly<Record<string, unknown>>): Record<string, Plain> {
    return Object.fromEntries(
        Object.entries(values).map(([slug, value]): [string, Plain] => {
            if (value === null || value === undefined) return [slug, null]
            if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
                return [slug, value]
            if (Array.isArray(value))
                return [slug, value.map((one) => (typeof one === "number" ? one : String(one)))]
            return [slug, JSON.stringify(value)]
        }),
    )
}
