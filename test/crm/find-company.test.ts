import {dealSetup} from "@beton/posthog-app/attio/deal-setup"
import {findCompany} from "@beton/posthog-app/attio/find-company"
import {CHECKS} from "@beton/posthog-app/checks/registry"
import {clientsOf} from "@beton/posthog-app/clients/clients"
import {Transport} from "@beton/posthog-app/clients/transport"
import {matchCompany} from "@beton/shared/crm/company-match"

import {readingHost} from "../../scripts/node-host"
import {openCrm, type TestCrm} from "../app/support/crm"
import {AS_OF, configOf, formFor, type TestProject, testProject} from "../app/support/project"
import {checked} from "../connect/support"
import {COMPANY_CASES} from "./company-cases"

jest.setTimeout(60_000)

let project: TestProject
let crm: TestCrm
beforeAll(async () => {
    project = await testProject()
})
beforeEach(async () => {
    crm = await openCrm()
})

function open(settings: object = {}) {
    const config = configOf(formFor(project, {attio_token: crm.token}, {attio_url: crm.url, ...settings}))
    const host = readingHost(
        () => Date.parse(AS_OF),
        () => undefined,
    )
    const {attio} = clientsOf(host, config, new Transport(host, {budgetMs: Infinity}))
    if (attio === null) throw new Error("No token.")
    return {attio, config}
}
const attribute = (api_slug: string, more: object = {}) =>
    crm.admin.createAttribute(crm.workspaceId, "companies", {
        title: api_slug,
        api_slug,
        type: "text",
        ...more,
    })
const seed = (...companies: Record<string, unknown>[]) =>
    crm.admin.seedRecords(
        crm.workspaceId,
        "companies",
        companies.map((values) => ({values})),
    )
const requests = async (since: number) => crm.admin.requests({workspaceId: crm.workspaceId, since})
const account = (more: object) => ({key: "k1", domain: null, name: null, externalId: null, ...more})

it.each([
    ["a domain decides", {domain: "acme.com", name: "Zentrix"}, "domain", 1],
    ["an external id decides", {domain: "zeta.org", externalId: "77"}, "external_id", 1],
    ["only the name is known", {name: "Zentrix Inc"}, "name", 1],
    ["name and domain are asked for", {domain: "zeta.org", name: "Zeta"}, "no_company", 2],
    ["the CRM does not know it", {domain: "nobody.org", name: "Nobody Ltd"}, "no_company", 2],
    ["free mail is not asked about", {domain: "gmail.com", name: "Zentrix"}, "free_mail", 0],
    ["an own domain neither", {domain: "vendor.example", name: "Zentrix"}, "internal", 0],
    ["nor an account without anything", {}, "no_domain", 0],
] as const)("%s: so many reads, and no write", async (_, who, expected, reads) => {
    await attribute("account_id")
    await seed({name: "Zentrix", domains: ["acme.com"], account_id: "77"})
    const since = await crm.mark()
    const {attio, config} = open({
        internal_domains: ["vendor.example"],
        routing: {external_id_attribute: "account_id"},
    })
    const found = await findCompany(attio, account(who), config)
    if (!found.ok) throw new Error(found.failure.message)
    expect(found.value.kind === "matched" ? found.value.by : found.value.why).toBe(expected)
    const asked = await requests(since)
    expect(asked).toHaveLength(reads)
    expect(asked.filter(({kind}) => kind === "write")).toEqual([])
})

it("a university and its many faculties: the faculty's own company is found, however many share the domain", async () => {
    const faculties = Array.from({length: 40}, (_, i) => ({
        name: `Dept ${i}`,
        domains: [`d${i}.harvard.edu`],
    }))
    await seed({name: "Harvard", domains: ["harvard.edu"]}, ...faculties)
    const [law] = await seed({name: "Law School", domains: ["law.harvard.edu"]})
    const {attio, config} = open({})
    const found = await findCompany(attio, account({domain: "law.harvard.edu"}), config)
    expect(
        found.ok && found.value.kind === "matched" ? [found.value.company, found.value.by] : found,
    ).toEqual([law, "domain"])
})

/** The CRM cannot be asked for "Société" as "Societe": such a name stays unresolved, which is no wrong match. */
const NOT_FOUND_BY_NAME = ["accents"]

it("what the CRM answers decides as the rules do on all companies at once", async () => {
    // Every case whose companies a CRM can hold: a domain belongs to one company only there.
    const cases = COMPANY_CASES.filter(({companies}) => {
        const domains = companies.flatMap((one) => one.domains)
        const plain = domains.every((domain) => /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+$/.test(domain))
        const single = companies.every(({externalIds}) => externalIds.length <= 1)
        return plain && single && new Set(domains).size === domains.length
    })
    expect(cases.length).toBeGreaterThan(100)
    await attribute("account_id")
    let companies = 0
    for (const {why, account: who, companies: list, rules} of cases) {
        const ids = await seed(
            ...list.map(({name, domains, externalIds}) => ({
                ...(name === null ? {} : {name}),
                domains,
                ...(externalIds[0] === undefined ? {} : {account_id: externalIds[0]}),
            })),
        )
        companies += ids.length
        const {attio, config} = open({
            account_map: rules.accountMap,
            domain_aliases: rules.aliases,
            free_mail_domains: rules.freeMail,
            internal_domains: rules.internal,
            routing: {match_by_name: rules.matchNames, external_id_attribute: "account_id"},
        })
        const since = await crm.mark()
        const found = await findCompany(attio, who, config)
        if (!found.ok) throw new Error(`${why}: ${found.failure.message}`)
        const candidates = list.map((one, i) => ({...one, id: ids[i] ?? ""}))
        const decided = matchCompany(who, candidates, rules)
        const brief = ({
            kind,
            ...rest
        }: {
            readonly kind: string
            readonly by?: string
            readonly why?: string
        }) => `${kind} ${rest.by ?? rest.why ?? ""}`
        const expected = NOT_FOUND_BY_NAME.includes(why) ? "unresolved no_domain" : brief(decided)
        expect([why, brief(found.value)]).toEqual([why, expected])
        expect((await requests(since)).length).toBeLessThanOrEqual(2)
        for (const id of ids) {
            const gone = await attio.remove("companies", id)
            if (!gone.ok) throw new Error(gone.failure.message)
        }
    }
    expect(companies).toBeGreaterThan(100)
})

it("two of one name are never taken for one, however they are written", async () => {
    await seed({name: "Zentrix Inc"}, {name: "ZENTRIX, GmbH"}, {name: "The Zentrix Works"})
    const {attio, config} = open()
    const found = await findCompany(attio, account({name: "Zentrix Incorporated"}), config)
    expect(found).toMatchObject({
        ok: true,
        value: {kind: "unresolved", why: "ambiguous", candidates: [expect.any(String), expect.any(String)]},
    })
})

it("among too many of a similar name nobody is taken", async () => {
    await seed(...Array.from({length: 220}, (_, i) => ({name: `Zentrix ${i}`})), {name: "Zentrix"})
    const {attio, config} = open()
    const found = await findCompany(attio, account({name: "Zentrix"}), config)
    expect(found).toMatchObject({ok: true, value: {kind: "unresolved", why: "no_domain"}})
})

describe("the attribute with the external id", () => {
    const setUp = async (routing: object) => {
        const {attio, config} = open({routing: {external_id_attribute: "account_id", ...routing}})
        const setup = await dealSetup(attio, config, true)
        return setup.ok ? "ready" : setup.problem.kind === "fix" ? setup.problem.message : setup.problem.failure.message
    } // prettier-ignore

    it.each([{}, {company_fields: false}, {target: "company"}])("is there: ready (%j)", async (routing) => {
        await attribute("account_id")
        expect(await setUp(routing)).toBe("ready")
    })
    it.each([{}, {company_fields: false}, {target: "company"}])(
        "is missing: one sentence before any account is looked up (%j)",
        async (routing) => {
            const since = await crm.mark()
            expect(await setUp(routing)).toBe(
                'Attio: companies have no attribute "account_id". Create it in Attio (text), or correct or empty routing.external_id_attribute.',
            )
            const paths = (await requests(since)).map(({path}) => path)
            expect(paths.filter((path) => path.includes("companies/records"))).toEqual([])
        },
    )
    it("is a number: an id is a text", async () => {
        await attribute("account_id", {type: "number"})
        expect(await setUp({})).toMatch(/is of type number; an external id must be a text\./)
    })
    it("the connect check says the same", async () => {
        const given = formFor(project, {attio_token: crm.token}, {attio_url: crm.url, routing: {external_id_attribute: "account_id"}})
        const only = CHECKS.map(({id}) => id).filter((id) => id.startsWith("attio"))
        expect((await checked(given, {only})).attio_attributes).toMatch(/^fail Companies have no attribute "account_id"\./)
        await attribute("account_id")
        expect((await checked(given, {only})).attio_attributes).toMatch(/^ok /)
    }) // prettier-ignore
})
