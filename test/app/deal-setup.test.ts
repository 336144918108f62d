import {BETON_FIELDS} from "@beton/shared/crm/fields/fields"

import {MEMBERS, openCrm, type TestCrm, valueOf} from "./support/crm"
import {ATTIO_SCOPES} from "./support/project"
import {routingBench} from "./support/routing"

let crm: TestCrm
beforeEach(async () => {
    crm = await openCrm()
    await crm.admin.seedRecords(crm.workspaceId, "companies", [
        {values: {name: "Acme", domains: ["acme.example"]}},
    ])
})

/** "ready", or the sentence that tells what to fix. */
const setupWith = async (settings: Record<string, unknown> = {}, token?: string): Promise<string> => {
    const result = await routingBench(crm, settings, token).setup()
    if (result.ok) return "ready"
    return result.problem.kind === "fix" ? result.problem.message : `API: ${result.problem.failure.message}`
}
const attribute = (api_slug: string, type: "text" | "number" | "select" | "checkbox", more: object = {}) =>
    crm.admin.createAttribute(crm.workspaceId, "deals", {title: api_slug, api_slug, type, ...more})
const slugs = async () => {
    const list = await routingBench(crm).attio.attributes("deals")
    return list.ok
        ? list.value.map(({api_slug}) => api_slug).filter((slug) => /^(pql|beton|lead)_/.test(slug))
        : []
}
const patchAttribute = (slug: string, data: object) =>
    fetch(`${crm.url}/v2/objects/deals/attributes/${slug}`, {
        method: "PATCH",
        headers: {authorization: `Bearer ${crm.token}`, "content-type": "application/json"},
        body: JSON.stringify({data}),
    })

describe("attributes", () => {
    const FIELDS = BETON_FIELDS.map(({slug}) => slug)
    const OURS = ["beton_account", "beton_key", "lead_source", "pql_disposition", ...FIELDS].sort()

    it("are created once, with consent", async () => {
        expect(await setupWith()).toBe("ready")
        expect((await slugs()).sort()).toEqual(OURS)
        const before = await crm.mark()
        expect(await setupWith()).toBe("ready")
        expect(await crm.writes(before)).toBe(0)
    })

    it("are refused by name without consent, and nothing is written", async () => {
        const before = await crm.mark()
        expect(await setupWith({routing: {create_attributes: false}})).toBe(
            'Attio: deals have no attribute "beton_key". Create it (text, unique) or allow Beton to (create_attributes).',
        )
        expect(await crm.writes(before)).toBe(0)
        expect(await slugs()).toEqual([])
    })

    it("without consent but with everything in place, routing works", async () => {
        await setupWith()
        expect(await setupWith({routing: {create_attributes: false}})).toBe("ready")
    })

    it("two set-ups at once both end ready", async () => {
        const results = await Promise.all([setupWith(), setupWith(), setupWith()])
        expect(results).toEqual(["ready", "ready", "ready"])
        expect((await slugs()).sort()).toEqual(OURS)
    })

    it("of another type are named with the way out", async () => {
        await attribute("beton_account", "number")
        expect(await setupWith()).toBe(
            'Attio: the deal attribute "beton_account" is of type number, Beton needs text. Rename yours; Beton then creates its own.',
        )
    })

    it("that are archived are named", async () => {
        await setupWith()
        expect((await patchAttribute("beton_key", {is_archived: true})).status).toBe(200)
        expect(await setupWith()).toBe(
            'Attio: the deal attribute "beton_key" is archived. Restore it in Attio.',
        )
    })

    it("a key that is not unique stops routing", async () => {
        await attribute("beton_key", "text", {is_unique: false})
        expect(await setupWith()).toBe(
            'Attio: the deal attribute "beton_key" is not unique, so duplicates could not be prevented. Make it unique in Attio.',
        )
    })
})

describe("lead source", () => {
    const route = async (settings: Record<string, unknown>) => {
        const result = await routingBench(crm, {routing: settings}).route()
        return [
            result.kind,
            valueOf((await crm.deals())[0], String(settings.lead_source_attribute ?? "lead_source")),
        ]
    }

    it("is created as a select with the option pql", async () => {
        expect(await route({})).toEqual(["created", "pql"])
    })
    it("takes an existing select and its option, whatever the case", async () => {
        await attribute("source", "select", {options: ["PQL", "Inbound"]})
        const before = await crm.mark()
        expect(await route({lead_source_attribute: "source"})).toEqual(["created", "PQL"])
        const options = (await crm.admin.requests({workspaceId: crm.workspaceId, since: before})).filter(
            ({path, kind}) => kind === "write" && path.endsWith("/source/options"),
        )
        expect(options).toEqual([])
    })
    it("takes an existing text", async () => {
        await attribute("source", "text")
        expect(await route({lead_source_attribute: "source", lead_source_value: "product"})).toEqual([
            "created",
            "product",
        ])
    })
    it("of any other type is refused", async () => {
        await attribute("source", "checkbox")
        expect(await setupWith({routing: {lead_source_attribute: "source"}})).toBe(
            'Attio: the deal attribute "source" is of type checkbox; the lead source must be a select or a text.',
        )
    })
    it("without consent needs the attribute and the option", async () => {
        await setupWith({routing: {lead_source_attribute: "lead_source"}})
        const settings = {create_attributes: false, lead_source_attribute: "origin"}
        expect(await setupWith({routing: settings})).toBe(
            'Attio: deals have no attribute "origin". Create it or choose another one (lead_source_attribute).',
        )
        await attribute("origin", "select", {options: ["inbound"]})
        expect(await setupWith({routing: settings})).toBe(
            'Attio: "origin" has no option "pql". Add it or choose another value (lead_source_value).',
        )
    })
    it("that is archived is named", async () => {
        await attribute("source", "select", {options: ["pql"]})
        expect((await patchAttribute("source", {is_archived: true})).status).toBe(200)
        expect(await setupWith({routing: {lead_source_attribute: "source"}})).toBe(
            'Attio: the deal attribute "source" is archived. Restore it in Attio or choose another one (lead_source_attribute).',
        )
    })
    it("an archived option is named", async () => {
        await attribute("source", "select", {options: ["pql"]})
        const headers = {authorization: `Bearer ${crm.token}`, "content-type": "application/json"}
        const answer = await fetch(`${crm.url}/v2/objects/deals/attributes/source/options/pql`, {
            method: "PATCH",
            headers,
            body: JSON.stringify({data: {is_archived: true}}),
        })
        expect(answer.status).toBe(200)
        expect(await setupWith({routing: {lead_source_attribute: "source"}})).toBe(
            'Attio: the option "pql" of "source" is archived. Restore it or choose another value (lead_source_value).',
        )
    })
})

describe("stage", () => {
    const stageOfDeal = async (stage: string | null) => {
        await routingBench(crm, {routing: {stage}}).route()
        return valueOf((await crm.deals())[0], "stage")
    }
    it("is the first one by default", async () => expect(await stageOfDeal(null)).toBe("Lead"))
    it("is taken by title", async () => expect(await stageOfDeal("In Progress")).toBe("In Progress"))
    it("is taken by id", async () => {
        const stages = await routingBench(crm).attio.statuses("deals", "stage")
        const id = stages.ok ? stages.value.find(({title}) => title === "In Progress")?.id.status_id : ""
        expect(await stageOfDeal(id ?? "")).toBe("In Progress")
    })
    it("that does not exist is named beside those that do", async () => {
        expect(await setupWith({routing: {stage: "Qualified"}})).toBe(
            'Attio: deals have no stage "Qualified". Choose one of: Lead, In Progress, Won 🎉, Lost.',
        )
    })
})

describe("token, object and members", () => {
    it("a disabled deals object is named with the fix", async () => {
        await crm.admin.setDealsEnabled(crm.workspaceId, false)
        expect(await setupWith()).toBe(
            'Attio: the deals object is switched off. A workspace admin can switch it on in Attio under Settings, Objects, Deals; or set routing.target to "company" or "task".',
        )
    })
    it.each(ATTIO_SCOPES)("a token without %s is told so", async (scope) => {
        const token = await crm.admin.createToken(crm.workspaceId, {
            scopes: ATTIO_SCOPES.filter((one) => one !== scope),
        })
        expect(await setupWith({}, token)).toBe(
            `Attio API token: it lacks ${scope}. Add the scope to the token in Attio.`,
        )
    })
    it("reading alone is not enough to write", async () => {
        const token = await crm.admin.createToken(crm.workspaceId, {
            scopes: ["record_permission:read", "object_configuration:read", "user_management:read"],
        })
        expect(await setupWith({}, token)).toBe(
            "Attio API token: it lacks record_permission:read-write, object_configuration:read-write. Add the scope to the token in Attio.",
        )
    })
    it("a revoked token", async () => {
        await crm.admin.revokeToken(crm.token)
        expect(await setupWith()).toBe(
            "Attio API token: it is no longer valid. Create a new one in Attio and paste it.",
        )
    })
    it.each([
        [
            "nobody@vendor.example",
            "Fallback owner: nobody@vendor.example is not a member of the Attio workspace.",
        ],
        [
            "sue@vendor.example",
            "Fallback owner: sue@vendor.example is suspended in Attio. Choose an active member.",
        ],
    ])("fallback owner %s", async (fallback_email, message) => {
        expect(await setupWith({routing: {owner: {fallback_email}}})).toBe(message)
    })
    it("a workspace of suspended members has no owner to offer", async () => {
        const members = MEMBERS.map((member) => ({...member, access_level: "suspended" as const}))
        const other = await openCrm({members})
        const result = await routingBench(other).setup()
        expect(result).toMatchObject({
            problem: {message: "Attio: the workspace has no active member who could own deals."},
        })
    })
})
