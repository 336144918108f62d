import {dealSetup} from "@beton/posthog-app/attio/deal-setup"
import {CHECKS} from "@beton/posthog-app/checks/registry"
import {BETON_FIELDS} from "@beton/shared/crm/fields/fields"

import {MEMBERS, openCrm, type TestCrm} from "../app/support/crm"
import {ATTIO_SCOPES, formFor, type TestProject, testProject} from "../app/support/project"
import {insertEvents} from "../app/support/tiny-data"
import {checkContext, checked, writesOf} from "./support"

let project: TestProject
let crm: TestCrm
beforeAll(async () => {
    project = await testProject()
})
beforeEach(async () => {
    crm = await openCrm()
})

const form = (settings: object = {}, more: object = {}) =>
    formFor(project, {attio_token: crm.token, ...more}, {attio_url: crm.url, ...settings})
const attribute = (api_slug: string, type: "text" | "number" | "select" | "checkbox", more: object = {}) =>
    crm.admin.createAttribute(crm.workspaceId, "deals", {title: api_slug, api_slug, type, ...more})
const patch = (path: string, data: object) =>
    fetch(`${crm.url}/v2/objects/deals/attributes/${path}`, {
        method: "PATCH",
        headers: {authorization: `Bearer ${crm.token}`, "content-type": "application/json"},
        body: JSON.stringify({data}),
    })

const ABOUT_ATTIO = CHECKS.map(({id}) => id).filter((id) => id.startsWith("attio") || id === "routing")

/** Only the lines about Attio, and the proof that looking changed nothing. */
async function attioLines(given: Readonly<Record<string, unknown>>): Promise<Record<string, string>> {
    const since = await crm.mark()
    const lines = await checked(given, {only: ABOUT_ATTIO})
    expect(await writesOf(project, crm, since)).toBe(0)
    return lines
}

/** The sentence with which the routing step itself would stop. */
async function routingStepSays(given: Readonly<Record<string, unknown>>): Promise<string> {
    const {attio, config} = checkContext(given)
    if (attio === null) throw new Error("No token.")
    const setup = await dealSetup(attio, config, true)
    if (setup.ok || setup.problem.kind !== "fix") throw new Error("The routing step has no objection.")
    return setup.problem.message
}

it("a workspace that is ready is ok line by line", async () => {
    expect(await attioLines(form())).toEqual({
        attio_token: 'ok Attio accepts the token of the workspace "sandbox".',
        "attio_scope:record_permission:read-write": "ok Granted: to find companies, create and update deals.",
        "attio_scope:object_configuration:read-write":
            "ok Granted: to read the deal's attributes and create Beton's own.",
        "attio_scope:user_management:read": "ok Granted: to choose the owner of a deal.",
        attio_deals: "ok The deals object is on.",
        attio_attributes: `ok 0 of 16 attributes are there; the first routing creates beton_key, beton_account, ${BETON_FIELDS.map(({slug}) => slug).join(", ")}.`,
        attio_lead_source: 'ok The first routing creates "lead_source" with the option "pql".',
        attio_stage: 'ok New deals start in "Lead"; these end a deal: Won 🎉, Lost.',
        attio_owner: "ok None is set, so the first active admin owns deals that nobody else does.",
        attio_outcomes:
            "ok won: Won 🎉; lost: Lost; qualified: no stage. Guessed from titles: won, lost; name the ids in outcomes.won_stages, outcomes.lost_stages, so that renaming changes nothing (beton outcomes shows them).",
        routing:
            "warn Off until you switch it on. Runs say what they would send; read such a dry run, then set Routing to on.",
    })
})

it("a workspace that has everything says so", async () => {
    const {attio, config} = checkContext(form())
    if (attio === null) throw new Error("No token.")
    expect((await dealSetup(attio, config)).ok).toBe(true)
    const owner = {routing: {owner: {fallback_email: MEMBERS[1]?.email_address}, stage: "In Progress"}}
    expect(await attioLines(form(owner, {routing_confirmed: "on"}))).toMatchObject({
        attio_attributes: "ok All 16 attributes are there.",
        attio_lead_source: 'ok "lead_source" has the option "pql".',
        attio_stage: 'ok New deals start in "In Progress"; these end a deal: Won 🎉, Lost.',
        attio_owner: "ok The member in fallback_email is active.",
        routing:
            "ok On: accounts with a score of 60 or more, and every account with Billing intent, become deals in Attio, at most 50 new ones a day.",
    })
})

it("without a token everything about the CRM is left out, with the reason", async () => {
    const lines = await attioLines(formFor(project))
    expect(lines.attio_token).toBe("skipped No Attio token is set, so nothing is sent to a CRM.")
    expect(lines.attio_deals).toBe('skipped Not checked: "Attio API token" comes first.')
    expect(lines.routing).toBe(
        "skipped Off: no Attio token is set. Accounts are scored, and nothing is sent to a CRM.",
    )
})

it("a revoked token is named", async () => {
    await crm.admin.revokeToken(crm.token)
    const lines = await attioLines(form({}, {routing_confirmed: "on"}))
    expect(lines.attio_token).toBe("fail It is no longer valid. Create a new one in Attio and paste it.")
    expect(await routingStepSays(form())).toBe(`Attio API token: ${lowered(lines.attio_token)}`)
    expect(lines.routing).toBe(
        "warn On, but the problems with Attio above have to be fixed before anything is written.",
    )
})

it.each(ATTIO_SCOPES)("the scope %s is missed by name", async (scope) => {
    const token = await crm.admin.createToken(crm.workspaceId, {
        scopes: ATTIO_SCOPES.filter((one) => one !== scope),
    })
    const given = form({}, {attio_token: token})
    const lines = await attioLines(given)
    const line = lines[`attio_scope:${scope}`]
    expect(line).toBe(`fail It lacks ${scope}. Add the scope to the token in Attio.`)
    expect(await routingStepSays(given)).toBe(`Attio API token: ${lowered(line)}`)
    const others = ATTIO_SCOPES.filter((one) => one !== scope).map((one) =>
        lines[`attio_scope:${one}`]?.slice(0, 2),
    )
    expect(others).toEqual(["ok", "ok"])
})

it("deals that are switched off are named", async () => {
    await crm.admin.setDealsEnabled(crm.workspaceId, false)
    const lines = await attioLines(form())
    expect(lines.attio_deals).toBe(
        'fail The deals object is switched off. A workspace admin can switch it on in Attio under Settings, Objects, Deals; or set routing.target to "company" or "task".',
    )
    expect(await routingStepSays(form())).toBe(`Attio: ${lowered(lines.attio_deals)}`)
    expect(lines.attio_attributes).toBe('skipped Not checked: "Attio deals" comes first.')
})

describe("attributes and choices that are in the way", () => {
    const SELECT = {routing: {lead_source_attribute: "source"}}
    const cases: [string, () => Promise<unknown>, object, string, string][] = [
        ["missing, without consent", async () => undefined, {routing: {create_attributes: false}}, "attio_attributes",
            'Deals have no attribute "beton_key". Create it (text, unique) or allow Beton to (create_attributes).'],
        ["archived", async () => { await attribute("beton_account", "text"); await patch("beton_account", {is_archived: true}) }, {}, "attio_attributes",
            'The deal attribute "beton_account" is archived. Restore it in Attio.'],
        ["of another type", () => attribute("beton_account", "number"), {}, "attio_attributes",
            'The deal attribute "beton_account" is of type number, Beton needs text. Rename yours; Beton then creates its own.'],
        ["a key that is not unique", () => attribute("beton_key", "text", {is_unique: false}), {}, "attio_attributes",
            'The deal attribute "beton_key" is not unique, so duplicates could not be prevented. Make it unique in Attio.'],
        ["an archived lead source", async () => { await attribute("source", "text"); await patch("source", {is_archived: true}) }, SELECT, "attio_lead_source",
            'The deal attribute "source" is archived. Restore it in Attio or choose another one (lead_source_attribute).'],
        ["a lead source of another type", () => attribute("source", "number"), SELECT, "attio_lead_source",
            'The deal attribute "source" is of type number; the lead source must be a select or a text.'],
        ["an archived option", async () => { await attribute("source", "select", {options: ["pql"]}); await patch("source/options/pql", {is_archived: true}) }, SELECT, "attio_lead_source",
            'The option "pql" of "source" is archived. Restore it or choose another value (lead_source_value).'],
        ["a stage that is not there", async () => undefined, {routing: {stage: "Qualified"}}, "attio_stage",
            'Deals have no stage "Qualified". Choose one of: Lead, In Progress, Won 🎉, Lost.'],
    ] // prettier-ignore

    it.each(cases)("%s", async (_what, plant, settings, id, message) => {
        await plant()
        const lines = await attioLines(form(settings))
        expect(lines[id]).toMatch(/^fail /)
        expect(lines[id]).toContain(message)
        expect(await routingStepSays(form(settings))).toBe(`Attio: ${lowered(`fail ${message}`)}`)
    })

    it("all that are wrong are named at once", async () => {
        await attribute("beton_account", "number")
        await attribute("beton_key", "text", {is_unique: false})
        const lines = await attioLines(form())
        expect(lines.attio_attributes).toContain('"beton_key" is not unique')
        expect(lines.attio_attributes).toContain('"beton_account" is of type number')
    })

    it("a field that cannot be written is a note: the others are", async () => {
        await attribute("pql_score", "select")
        await attribute("pql_state", "text")
        await patch("pql_state", {is_archived: true})
        const lines = await attioLines(form({routing: {fields: {deals: {why_now: "no_such_attribute"}}}}))
        expect(lines.attio_attributes).toBe(
            'warn The deal attribute "pql_score" for "Lead Score" is of type select; it must be number or text. Choose another one in routing.fields.deals.score. The deal attribute "no_such_attribute" for "Why now" does not exist. Correct routing.fields.deals.why_now. The deal attribute "pql_state" for "PQL state" is archived. Restore it in Attio or change routing.fields.deals.state. Until then these fields are not written.',
        )
    })

    it("an option that is missing is added, or asked for without consent", async () => {
        await attribute("source", "select", {options: ["inbound"]})
        expect((await attioLines(form(SELECT))).attio_lead_source).toBe(
            'ok The first routing adds the option "pql" to "source".',
        )
        for (const slug of ["beton_key", "pql_signals", "pql_top_signal", "pql_why_now"])
            await attribute(slug, "text", {is_unique: slug === "beton_key"})
        const strict = form({routing: {...SELECT.routing, create_attributes: false}})
        expect((await attioLines(strict)).attio_lead_source).toBe(
            'fail "source" has no option "pql". Add it or choose another value (lead_source_value).',
        )
    })

    it("closed stages that deals do not have are a note", async () => {
        const closed = form({routing: {closed_stages: ["Gewonnen"]}})
        expect((await attioLines(closed)).attio_stage).toBe(
            'warn closed_stages names "Gewonnen", and deals have no such stage. Correct it; these end a deal now: Won 🎉.',
        )
    })

    it("so is a workspace in which no deal can be lost", async () => {
        const closed = form({routing: {closed_stages: ["Won 🎉"]}})
        expect((await attioLines(closed)).attio_stage).toMatch(/^warn .*but no stage looks lost/)
    })
})

describe("the fallback owner", () => {
    it.each([
        ["nobody@vendor.example", "nobody@vendor.example is not a member of the Attio workspace."],
        [
            MEMBERS[2]?.email_address ?? "",
            "sue@vendor.example is suspended in Attio. Choose an active member.",
        ],
    ])("%s cannot own deals", async (fallback_email, message) => {
        const given = form({routing: {owner: {fallback_email}}})
        expect((await attioLines(given)).attio_owner).toBe(`fail ${message}`)
        expect(await routingStepSays(given)).toBe(`Fallback owner: ${message}`)
    })

    it("must be somebody who is active", async () => {
        crm = await openCrm({members: MEMBERS.slice(2)})
        expect((await attioLines(form())).attio_owner).toBe(
            "fail The workspace has no active member who could own deals.",
        )
    })
})

it("routing says when coverage keeps it off", async () => {
    const thin = await testProject()
    await insertEvents(thin, [
        {event: "a", account: "acme"},
        ...Array.from({length: 9}, (_, i) => ({event: "b", person: `p${i}`})),
    ])
    const given = formFor(thin, {attio_token: crm.token, routing_confirmed: "on"}, {attio_url: crm.url})
    expect((await checked(given)).routing).toBe(
        "warn Off: only 10 % of events belong to an account; routing needs 30 %.",
    )
})

/** "fail It is …" as the middle of a sentence: "it is …". */
function lowered(line = ""): string {
    const text = line.replace(/^fail /, "")
    return text.charAt(0).toLowerCase() + text.slice(1)
}
