import {DISPOSITIONS} from "@beton/shared/crm/disposition"
import {BETON_FIELDS} from "@beton/shared/crm/fields/fields"

import {AS_OF, DAY_MS} from "../../app/support/project"
import type {CrmSeed} from "./micro-world"

const daysAgo = (days: number): string => new Date(Date.parse(AS_OF) - days * DAY_MS).toISOString()
const company = (name: string, domain: string) => ({
    created_at: daysAgo(200),
    values: {name, domains: [domain]},
})

/**
 * A workspace in which each of the five candidates of the micro story meets another case: a deal to create, a company
 * and a deal to create, an own deal to update, an own deal that was lost lately, somebody else's deal to annotate.
 */
export const seedMicroCrm: CrmSeed = async ({admin, workspaceId}, project) => {
    // One of Beton's attributes is there already, the others and the option "pql" are not.
    await admin.createAttribute(workspaceId, "deals", {
        title: "Beton key",
        api_slug: "beton_key",
        type: "text",
        is_unique: true,
    })
    for (const object of ["deals", "companies"])
        await admin.createAttribute(workspaceId, object, {
            title: "Beton account",
            api_slug: "beton_account",
            type: "text",
        })
    await admin.createAttribute(workspaceId, "deals", {
        title: "Lead source",
        api_slug: "lead_source",
        type: "select",
        options: ["inbound", "outbound"],
    })
    // Of the mapped fields one is missing on each object: each more is the same call again.
    for (const [object, missing] of [
        ["deals", "pql_why_now"],
        ["companies", "pql_state"],
    ] as const)
        for (const {slug, title, type} of BETON_FIELDS)
            if (slug !== missing)
                await admin.createAttribute(workspaceId, object, {title, api_slug: slug, type})
    await admin.createAttribute(workspaceId, "deals", {
        title: "Not useful because",
        api_slug: "pql_disposition",
        type: "select",
        options: Object.values(DISPOSITIONS).slice(1),
    })
    const [, ochre, meadow, anchor, fern] = await admin.seedRecords(workspaceId, "companies", [
        company("Arbor Courier", "arborcourier.example"),
        company("Ochre Systems", "ochresystems.example"),
        company("Meadow Telecom", "meadowtelecom.example"),
        company("Anchor Systems", "anchorsystems.example"),
        {
            created_at: daysAgo(200),
            values: {
                name: "Fern Holding",
                domains: ["fernholding.example"],
                beton_account: `${project}:fern`,
                pql_score: 75,
            },
        },
    ])
    const deal = (name: string, id: string | undefined, values: object, stage: string, since: number) => ({
        created_at: daysAgo(since + 30),
        values: {
            name,
            owner: "maren.holt@lumenboard.example",
            associated_company: {target_object: "companies", target_record_id: id},
            ...values,
        },
        history: {stage: [{value: stage, active_from: daysAgo(since)}]},
    })
    await admin.seedRecords(workspaceId, "deals", [
        deal("Ochre Systems (PQL)", ochre, {beton_key: `${project}:co_0003:1`}, "In Progress", 20),
        deal("Anchor Systems (PQL)", anchor, {beton_key: `${project}:co_0010:1`}, "Lost", 10),
        // Its account has no signal any more: the score falls, on the deal and on its company.
        deal(
            "Fern Holding (PQL)",
            fern,
            {beton_key: `${project}:fern:1`, beton_account: `${project}:fern`, pql_score: 75},
            "Lead",
            40,
        ),
        deal("Meadow rollout", meadow, {lead_source: "outbound"}, "Lead", 12),
    ])
}
