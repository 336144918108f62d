import {CHECKS} from "@beton/posthog-app/checks/registry"
import {FIELDS} from "@beton/posthog-app/config/fields"
import {ATTIO_SCOPES, DASHBOARD_SCOPES, POSTHOG_SCOPES} from "@beton/posthog-app/config/scopes"
import {lacksScope} from "@beton/shared/checks/posthog"

import {
    DASHBOARD_SCOPES as FORM_DASHBOARD_SCOPES,
    formFor,
    POSTHOG_SCOPES as FORM_SCOPES,
    type TestProject,
    testProject,
} from "../app/support/project"
import {checkoutAccounts} from "../app/support/tiny-data"
import {checked, refusal, wireWith, writesOf} from "./support"

let project: TestProject
const blocked = (title: string): string => `skipped Not checked: "${title}" comes first.`

beforeAll(async () => {
    project = await testProject({name: "Acme product", timezone: "Europe/Berlin"})
    await checkoutAccounts(project, ["a", "b"])
})
afterAll(async () => expect(await writesOf(project)).toBe(0))

const WAY = ["address", "region", "key"]
const wayOf = async (
    host: string,
    answer: Parameters<typeof wireWith>[0],
    only: readonly string[] = WAY,
): Promise<string[]> =>
    Object.values(await checked(formFor(project, {posthog_host: host}), {only, wire: wireWith(answer)}))

describe("the list", () => {
    it("has ids that are unique and needs that come before", () => {
        const seen = new Set<string>()
        for (const {id, needs} of CHECKS) {
            expect(seen.has(id)).toBe(false)
            expect(needs.filter((need) => !seen.has(need))).toEqual([])
            seen.add(id)
        }
    })

    it("asks for the scopes that the settings form names", () => {
        for (const {scope} of [...POSTHOG_SCOPES, ...DASHBOARD_SCOPES])
            expect(FIELDS.posthog_key.hint).toContain(scope)
        expect(DASHBOARD_SCOPES.map(({scope}) => scope)).toEqual(FORM_DASHBOARD_SCOPES)
        expect(POSTHOG_SCOPES.map(({scope}) => scope)).toEqual(FORM_SCOPES)
        for (const {scope} of ATTIO_SCOPES) expect(FIELDS.attio_token.hint).toContain(scope.split(":")[0])
    })
})

describe("a set-up that is right", () => {
    it("is ok line by line, with what was found", async () => {
        const lines = await checked(formFor(project))
        expect(lines).toMatchObject({
            address: `ok PostHog answers at ${project.url}.`,
            region: "ok Your own PostHog.",
            key: 'ok PostHog accepts the key "Beton".',
            "scope:query:read": "ok Granted: to count events and accounts.",
            key_projects: "ok The key is not limited to certain projects.",
            project: `ok "Acme product" (${project.id}), time zone Europe/Berlin.`,
            hogql: "ok PostHog answers HogQL queries.",
            ingestion: `ok Events are taken at ${project.url}. None was sent for this check.`,
        })
    })

    it("takes a call per check at most twice, so that a plugin can run one per job", async () => {
        const calls: number[] = []
        const wire = wireWith(() => undefined)
        for (const {id} of CHECKS) {
            const before = wire.sent.length
            await checked(formFor(project), {only: [id], wire})
            const needed = wire.sent.length - before
            const without = wire.sent.length
            const check = CHECKS.find((one) => one.id === id)
            await checked(formFor(project), {only: check?.needs ?? [], wire})
            calls.push(needed - (check?.needs.length === 0 ? 0 : wire.sent.length - without))
        }
        expect(Math.max(...calls)).toBeLessThanOrEqual(2)
    })
})

describe("the address", () => {
    const notPostHog = (host: string) =>
        `fail This address is not PostHog's API: something else answers at ${host}. Write the address at which you open PostHog.`

    it.each<[string, {status: number; text: string}]>([
        ["a page", {status: 200, text: "<html><title>Login</title></html>"}],
        ["a page that says not found", {status: 404, text: "<html>Not found</html>"}],
        ["a page that forbids", {status: 403, text: "<html>Forbidden</html>"}],
        ["another API", {status: 200, text: '{"hello": "world"}'}],
        ["another API that knows no such path", {status: 404, text: '{"message": "Cannot GET"}'}],
        ["another API that wants a login", {status: 401, text: '{"error": "unauthorized"}'}],
    ])("%s is not PostHog", async (_what, answer) => {
        expect(await wayOf("https://posthog.acme.example", () => answer)).toEqual([
            notPostHog("https://posthog.acme.example"),
            blocked("PostHog address"),
            blocked("PostHog address"),
        ])
    })

    it("that nobody answers at is named", async () => {
        const lines = await checked(formFor(project, {posthog_host: "http://127.0.0.1:1"}), {only: WAY})
        expect(lines.address).toBe("fail PostHog could not be reached. Check the address http://127.0.0.1:1.")
        expect(lines.key).toBe(blocked("PostHog address"))
    })

    it("app.posthog.com leads elsewhere", async () => {
        const redirect = {status: 302, text: "", headers: {location: "https://us.posthog.com/"}}
        expect(await wayOf("https://app.posthog.com", () => redirect)).toEqual([
            "fail app.posthog.com only leads to the regions' addresses. Write https://us.posthog.com or https://eu.posthog.com.",
            "warn app.posthog.com is PostHog's old address and leads to the US region. Write https://us.posthog.com, or https://eu.posthog.com when your project is in the EU.",
            blocked("PostHog address"),
        ])
    })
})

describe("the key", () => {
    const REFUSED =
        "fail PostHog does not accept the personal API key. Check the key, and that it belongs to this region's address."
    const wrongKey = () => refusal(401, "authentication_failed", "Invalid personal API key.")

    it("that is unknown stops everything that needs it", async () => {
        const lines = await checked(formFor(project, {posthog_key: "phx_nobody_has_this"}))
        expect(lines.address).toBe(`ok PostHog answers at ${project.url}.`)
        expect(lines.key).toBe(REFUSED)
        const rest = [
            "scope:query:read",
            "project",
            "hogql",
            "account",
            "coverage",
            "data",
            "ingestion",
            "last_run",
        ]
        expect(rest.map((id) => lines[id])).toEqual(rest.map(() => blocked("PostHog personal API key")))
        expect(lines.signing_key).toMatch(/^ok Readable/)
    })

    it("that was revoked is refused the same way", async () => {
        const key = await project.admin.createPersonalKey({scopes: FORM_SCOPES})
        await project.admin.revokeKey(key)
        expect((await checked(formFor(project, {posthog_key: key}), {only: ["key"]})).key).toBe(REFUSED)
    })

    it.each([
        ["https://us.posthog.com", "US", "eu"],
        ["https://eu.posthog.com", "EU", "us"],
    ])("at %s may belong to the other region", async (host, here, other) => {
        expect(await wayOf(host, wrongKey)).toEqual([
            `ok PostHog answers at ${host}.`,
            `warn This is the ${here} region, and a key made at https://${other}.posthog.com is unknown here: check that the key belongs to this region's address.`,
            REFUSED,
        ])
    })

    it("cannot be judged while PostHog is down", async () => {
        const down = {status: 503, text: "<html>Unavailable</html>"}
        expect((await wayOf("https://us.posthog.com", () => down))[0]).toBe(
            "fail PostHog is not available at the moment. Check the address https://us.posthog.com.",
        )
    })
})

describe("scopes", () => {
    const without = async (scope: string) =>
        project.admin.createPersonalKey({scopes: FORM_SCOPES.filter((one) => one !== scope)})
    const needs: Record<string, string> = {
        "query:read": "hogql",
        "project:read": "project",
        "group:read": "account",
    }

    it.each(FORM_SCOPES)("%s is missed by name", async (scope) => {
        const lines = await checked(formFor(project, {posthog_key: await without(scope)}))
        expect(lines[`scope:${scope}`]).toBe(
            `fail The personal API key lacks the scope ${scope}. Add it to the key in PostHog.`,
        )
        const others = FORM_SCOPES.filter((one) => one !== scope).map((one) => lines[`scope:${one}`])
        expect(others.every((line) => line?.startsWith("ok Granted"))).toBe(true)
        const dependent = needs[scope]
        if (dependent !== undefined) expect(lines[dependent]).toBe(blocked(`Scope ${scope}`))
    })

    it.each([[["*"]], [FORM_SCOPES.map((scope) => scope.replace(":read", ":write"))]])(
        "%j holds them all",
        async (scopes) => {
            const key = await project.admin.createPersonalKey({scopes})
            const lines = await checked(formFor(project, {posthog_key: key}))
            expect(FORM_SCOPES.map((scope) => lines[`scope:${scope}`]?.slice(0, 2))).toEqual(
                FORM_SCOPES.map(() => "ok"),
            )
        },
    )

    it("are tried one by one where PostHog does not list them, with PostHog's own sentence", async () => {
        const older = () =>
            wireWith(({url}) =>
                url.endsWith("/personal_api_keys/@current/")
                    ? refusal(404, "not_found", "Endpoint not found.")
                    : undefined,
            )
        for (const scope of FORM_SCOPES) {
            const form = formFor(project, {posthog_key: await without(scope)})
            const lines = await checked(form, {wire: older()})
            expect(lines.key).toBe(
                "warn This PostHog is an older version that does not say what a key may do, so each scope is tried.",
            )
            expect(lines[`scope:${scope}`]).toBe(`fail ${lacksScope(scope)}`)
            const others = FORM_SCOPES.filter((one) => one !== scope).map((one) => lines[`scope:${one}`])
            expect(others).toEqual(others.map(() => "ok Tried, and it works."))
        }
        const unknown = await checked(formFor(project, {posthog_key: "phx_nobody_has_this"}), {wire: older()})
        expect(unknown.key).toMatch(/^fail PostHog does not accept the personal API key/)
    })
})

it("a key from before scopes existed has its scopes tried", async () => {
    const legacy = JSON.stringify({id: "1", label: "Old", scopes: null, scoped_teams: null})
    const wire = wireWith(({url}) =>
        url.endsWith("/personal_api_keys/@current/") ? {status: 200, text: legacy} : undefined,
    )
    const lines = await checked(formFor(project), {wire})
    expect(lines.key).toBe(
        'ok PostHog accepts the key "Old". It does not say what the key may do, so each scope is tried.',
    )
    expect(lines["scope:group:read"]).toBe("ok Tried, and it works.")
})

describe("the project", () => {
    it("that the key is not for is named", async () => {
        const other = await testProject()
        const key = await project.admin.createPersonalKey({scopes: FORM_SCOPES, scopedTeams: [other.id]})
        const lines = await checked(formFor(project, {posthog_key: key}))
        expect(lines.key_projects).toBe(
            `fail The key is limited to other projects (${other.id}). Add project ${project.id} to the key in PostHog, or correct the PostHog project id.`,
        )
        expect(lines.project).toBe(blocked("Projects of the key"))
        const own = await project.admin.createPersonalKey({scopes: FORM_SCOPES, scopedTeams: [project.id]})
        expect((await checked(formFor(project, {posthog_key: own}))).key_projects).toBe(
            "ok The key is limited to this project.",
        )
    })

    it("that does not exist is named", async () => {
        const lines = await checked(formFor(project, {posthog_project: "99999999"}))
        expect(lines.project).toBe("fail PostHog does not know this project or object. Check the project id.")
        expect(lines.hogql).toBe(blocked("PostHog project"))
    })

    it("of a PostHog without HogQL is too old", async () => {
        const wire = wireWith(({url}) =>
            url.endsWith("/query/") ? refusal(404, "not_found", "Endpoint not found.") : undefined,
        )
        const lines = await checked(formFor(project), {wire})
        expect(lines.hogql).toBe(
            "fail This PostHog does not answer HogQL queries, so it is too old for Beton. Upgrade it. (PostHog does not know this project or object. Check the project id.)",
        )
        expect(lines.coverage).toBe(blocked("Queries"))
    })
})

describe("the way of events", () => {
    const at = (host: string): string => ` Check ingest_host in More settings; it is ${host} now.`
    const capture = (status: number, text: string) =>
        wireWith(({url}) => (url.endsWith("/batch/") ? {status, text} : undefined))

    it.each<[string, number, string, string]>([
        ["a page", 200, "<!doctype html>", "Something else than PostHog's ingestion answers there."],
        [
            "a page that refuses",
            400,
            "<html>Bad request</html>",
            "Something else than PostHog's ingestion answers there.",
        ],
        ["no such path", 404, "", "Something else than PostHog's ingestion answers there."],
        [
            "a refused project key",
            401,
            "API key invalid",
            "PostHog's ingestion does not accept the project key.",
        ],
        ["an outage", 503, "<html>Unavailable</html>", "PostHog's ingestion is not available at the moment."],
    ])("%s is told", async (_what, status, text, message) => {
        const lines = await checked(formFor(project), {only: ["ingestion"], wire: capture(status, text)})
        expect(lines.ingestion).toBe(`fail ${message}${at(project.url)}`)
    })

    it("an empty batch that is accepted will do as well", async () => {
        const lines = await checked(formFor(project), {
            only: ["ingestion"],
            wire: capture(200, '{"status": 1}'),
        })
        expect(lines.ingestion).toMatch(/^ok/)
    })

    it("an address nobody answers at is told", async () => {
        const form = formFor(project, {}, {ingest_host: "http://127.0.0.1:1"})
        expect((await checked(form, {only: ["ingestion"]})).ingestion).toBe(
            `fail PostHog could not be reached.${at("http://127.0.0.1:1")}`,
        )
    })

    it("sends no event: the batch is empty", async () => {
        const wire = wireWith(() => undefined)
        await checked(formFor(project), {only: ["ingestion"], wire})
        const bodies = wire.sent
            .filter(({url}) => url.endsWith("/batch/"))
            .map(({body}) => JSON.parse(body) as object)
        expect(bodies).toEqual([{api_key: project.apiToken, batch: []}])
    })
})
