import {hostOf, withoutWww} from "@beton/shared/web-host"
import {Workflows} from "attio/server"

import {type AttioRecord, findRecords, plainOf, readRecord, textOf} from "../../attio/attio"
import {type Budget, budget} from "../../http/send"
import {fieldSlugs} from "../pairing-state"
import {readPairing} from "../read-pairing"

/** A name with an ending that is no number, as addresses of the internet protocol have. */
const DOMAIN = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.[a-z][a-z0-9-]*$/

/** The step's settings. */
interface Config {
    readonly company?: {readonly recordId: string; readonly object: string} | null | undefined
    readonly domain?: string | null | undefined
}

/** What Beton wrote on a company. PostHog is not asked: the last run's figures are on the record. */
export async function pqlScore(config: Config) {
    const limit = budget()
    const read = await readPairing()
    const pairing = read.ok ? read.pairing : null
    const found = await companyOf(config, limit)
    if ("message" in found) return {type: "error" as const, errorMessage: found.message, retryable: found.retryable}
    if (found.record === null) return notScored(found.reason)
    const {record} = found
    const slugs = fieldSlugs(pairing, "companies")
    const text = (slug: string | null): string => (slug === null ? "" : (textOf(record, slug) ?? ""))
    const score = numberOf(record, slugs.score)
    // A team may keep a figure of its own where Beton's used to stand.
    if (score === null || score < 0 || score > 100) return notScored("Beton has not written a score on this company.")
    return {
        type: "outcome" as const,
        id: "scored",
        data: {
            score,
            state: text(slugs.state),
            signals: text(slugs.signals),
            probability: numberOf(record, slugs.probability) ?? undefined,
            whyNow: text(slugs.whyNow),
            trackRecord: text(slugs.trackRecord),
            checkedAt: text(slugs.checkedAt),
            company: Workflows.OutcomeValue.attioRecord({recordId: record.id.record_id, object: "companies"}),
        },
    }
} // prettier-ignore

type Found =
    | {readonly record: AttioRecord}
    | {readonly record: null; readonly reason: string}
    | {readonly message: string; readonly retryable: boolean}

async function companyOf({company, domain}: Config, limit: Budget): Promise<Found> {
    // What is left empty may come as null.
    if (company) {
        if (company.object !== "companies") return wrong("Choose a company: other records have no score.")
        const record = await readRecord("companies", company.recordId, limit)
        if (!record.ok && record.failure.kind === "not_found") return {record: null, reason: "This company is not in Attio any more."}
        return record.ok ? {record: record.value} : failed(record.failure)
    }
    const bare = withoutWww(hostOf((domain ?? "").trim()) ?? "")
    if (!DOMAIN.test(bare)) return wrong("Choose a company, or write its domain like acme.com.")
    const records = await findRecords("companies", {domains: bare}, 2, limit)
    if (!records.ok) return failed(records.failure)
    const [first] = records.value
    return first === undefined ? {record: null, reason: "No company with this domain is in Attio."} : {record: first}
} // prettier-ignore

function wrong(message: string): Found {
    return {message, retryable: false}
}

function failed({message, kind}: {readonly message: string; readonly kind: string}): Found {
    return {message, retryable: kind === "throttled" || kind === "unavailable"}
}

function notScored(reason: string) {
    return {type: "outcome" as const, id: "not_scored", data: {reason}}
}

function numberOf(record: AttioRecord, slug: string | null): number | null {
    if (slug === null) return null
    const value = plainOf(record, slug)
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value
    return typeof number === "number" && Number.isFinite(number) ? number : null
}
