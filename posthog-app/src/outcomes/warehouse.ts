import {fail, type Result, succeed} from "@beton/shared/api/result"
import {mappingOf} from "@beton/shared/crm/fields/fields"
import {stageMapping} from "@beton/shared/crm/stage-mapping"
import {warehouseTables} from "@beton/shared/queries/sources"
import {warehouseRecords, warehouseStages} from "@beton/shared/queries/warehouse-deals"

import {DEAL} from "../attio/deal-attributes"
import {candidateOf} from "../attio/find-company"
import type {AttioRecord} from "../clients/attio"
import type {PostHogClient} from "../clients/posthog"
import type {Config} from "../config/config"
import type {DealSource} from "./deal-source"
import {lastInteractionOf} from "./facts"
import {leadSourceSlug, settingsFingerprint} from "./setup"

const PAGE = 500

/** A table of the Attio source, whatever prefix it has: `attio.deals` or `attio.<prefix>.deals` (CONTRACT §14). */
const tableNamed = (object: string): RegExp => new RegExp(`^attio[._](?:[^.]+[._])?${object}$`, "i")

/**
 * Deals from the Attio tables of PostHog's data warehouse: as fresh as its last sync, and without history, so each deal
 * has the event of its current stage only.
 */
export function warehouseDeals(posthog: PostHogClient, config: Config): DealSource {
    const {routing} = config.settings
    const score = mappingOf(routing.fields.deals).score
    const slugs = [
        ...["stage", "value", "owner", "associated_company", DEAL.key, DEAL.account],
        leadSourceSlug(config),
        routing.disposition_attribute,
        ...(score === null ? [] : [score.slug]),
    ]
    const idSlug = routing.external_id_attribute
    const companySlugs = ["name", "domains", "last_interaction", ...(idSlug === null ? [] : [idSlug])]
    return {
        attio: null,
        async setup({account}) {
            const deals = await tableOf(posthog, "deals")
            if (!deals.ok) return deals
            const stages = await posthog.query(warehouseStages, {table: deals.value})
            if (!stages.ok) return stages
            const all = stages.value.map(({id, title}) => ({id, title, archived: false}))
            const mapping = stageMapping(all, config.settings.outcomes)
            // A stage that no deal stands in at present is none of the warehouse's: nothing is amiss.
            return succeed({
                mapping,
                fingerprint: settingsFingerprint(config, mapping, account),
                problems: [],
            })
        },
        async page(after) {
            const records = await read(posthog, "deals", [...new Set(slugs)], after?.createdAt ?? "", [])
            if (!records.ok) return records
            const last = records.value.at(-1)
            const isLast = last === undefined || records.value.length < PAGE
            return succeed({
                records: records.value,
                next: isLast ? null : {createdAt: last.id.record_id, passed: 0},
            })
        },
        async companies(ids) {
            if (ids.length === 0) return succeed([])
            const records = await read(posthog, "companies", companySlugs, "", ids)
            if (!records.ok) return records
            return succeed(
                records.value.map((record) => ({
                    company: candidateOf(record, config),
                    lastInteraction: lastInteractionOf(record),
                })),
            )
        },
    }
}

async function tableOf(posthog: PostHogClient, object: "deals" | "companies"): Promise<Result<string>> {
    const tables = await posthog.query(warehouseTables, {})
    if (!tables.ok) return tables
    const [table, ...others] = tables.value
        .map(({name}) => name)
        .filter((name) => tableNamed(object).test(name))
    if (table === undefined)
        return fail(
            "refused",
            `The data warehouse has no Attio table of ${object}. Connect Attio as a source in PostHog, or set outcomes.from to "attio".`,
            "no_table",
        )
    if (others.length > 0)
        return fail(
            "refused",
            `The data warehouse has several Attio tables of ${object} (${[table, ...others].join(", ")}). Set outcomes.from to "attio".`,
            "several_tables",
        )
    return succeed(table)
}

async function read(
    posthog: PostHogClient,
    object: "deals" | "companies",
    slugs: readonly string[],
    cursor: string,
    ids: readonly string[],
): Promise<Result<AttioRecord[]>> {
    const table = await tableOf(posthog, object)
    if (!table.ok) return table
    const rows = await posthog.query(warehouseRecords, {
        table: table.value,
        slugs: [...slugs],
        cursor,
        ids: [...ids],
    })
    if (!rows.ok) return rows
    return succeed(
        rows.value.map(({record_id: id, created_at: at, web_url: url, attributes}) => ({
            id: {record_id: id},
            created_at: new Date(at).toISOString(),
            web_url: url,
            values: Object.fromEntries(slugs.map((slug, i) => [slug, cellsIn(attributes[i] ?? "")])),
        })),
    )
}

/** Values of an attribute; what is no list of objects is none. */
function cellsIn(json: string): Record<string, unknown>[] {
    try {
        const cells: unknown = JSON.parse(json === "" ? "[]" : json)
        const list = Array.isArray(cells) ? (cells as unknown[]) : []
        return list.filter(
            (cell): cell is Record<string, unknown> => typeof cell === "object" && cell !== null,
        )
    } catch {
        return []
    }
}
