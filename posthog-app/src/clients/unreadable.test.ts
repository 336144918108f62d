import type {Result} from "@beton/shared/api/result"
import {keyPairOf} from "@beton/shared/events/signing"
import {groupProfiles} from "@beton/shared/queries/sources"
import * as z from "zod"

import {parseConfig} from "../config/config"
import type {Host} from "../host"
import {AttioClient} from "./attio"
import {PostHogClient} from "./posthog"
import {fieldOf} from "./unreadable"

/** Clients on a network that always gives one answer. */
function clientsThatGet(body: unknown, status = 200) {
    const text = typeof body === "string" ? body : JSON.stringify(body)
    const host = {
        fetch: async () => ({status, headers: {get: () => null}, text: async () => text}),
        now: () => 0,
        cache: {get: () => undefined, set: () => undefined},
    } as unknown as Host
    const signing_key = keyPairOf(new Uint8Array(32).fill(1)).privateKey
    const parsed = parseConfig({posthog_key: "phx_a", posthog_project: "7", signing_key})
    if (!parsed.ok) throw new Error("The settings are wrong.")
    return {
        posthog: new PostHogClient(host, parsed.config),
        attio: new AttioClient(host, "https://api.attio.com", "token"),
    }
}
const said = (result: Result<unknown>): string =>
    result.ok ? "ok" : `${result.failure.kind}: ${result.failure.message}`

describe("an answer of an unknown form is named, with the field in it", () => {
    it.each<[string, unknown, string]>([
        ["api_token is missing", {name: "x"}, '"api_token" is missing or of another kind'],
        ["it is a list", [], "it is of another kind"],
        ["it is nothing", "null", "it is of another kind"],
    ])("project: %s", async (_what, body, field) => {
        expect(said(await clientsThatGet(body).posthog.project())).toBe(
            `unreadable: PostHog's description of the project has an unknown form: ${field}.`,
        )
    })

    it("a page and a cut-off answer say which answer it was to be", async () => {
        const {posthog, attio} = clientsThatGet("<html>Sign in</html>")
        expect(said(await posthog.project())).toBe(
            "unavailable: PostHog's answer (project) was cut off, or something else answered.",
        )
        expect(said(await attio.attributes("deals"))).toBe(
            "unavailable: Attio's answer (/v2/objects/deals/attributes) was cut off, or something else answered.",
        )
    })

    it("a parameter that does not fit is named without its value", async () => {
        const params = {group_type_index: 9, properties: ["domain"], keys: ["acme"]}
        expect(said(await clientsThatGet({}).posthog.query(groupProfiles, params))).toBe(
            'refused: The query group_profiles cannot be asked: "group_type_index" is missing or of another kind.',
        )
    })

    it("keys of the answer itself are shown only as far as they are plain", () => {
        const parsed = z.record(z.string(), z.number()).safeParse({"<b>{x}</b>": "no"})
        expect(fieldOf(parsed.error as z.ZodError)).toBe('"…b…x…b…" is missing or of another kind')
    })
})

describe("group types", () => {
    it.each([-1, 5, 0.5, "0", null])(
        "with the index %j are not the project's: the list is asked for",
        async (index) => {
            const {posthog} = clientsThatGet({
                api_token: "phc_x",
                group_types: [{group_type: "company", group_type_index: index}],
            })
            expect(await posthog.project()).toMatchObject({ok: true, value: {group_types: []}})
        },
    )
})

describe("Attio", () => {
    const record = (id: string, values: object, more: object = {}) => ({
        id: {record_id: id},
        created_at: "2026-01-01T00:00:00.000000000Z",
        values,
        ...more,
    })
    const deals = async (...data: object[]) => said(await clientsThatGet({data}).attio.query("deals", {}))

    it("a token that works says what it may do", async () => {
        expect(said(await clientsThatGet({active: true}).attio.self())).toBe(
            `unreadable: Attio's answer (/v2/self) has an unknown form: "scope" is missing or of another kind.`,
        )
        expect(await clientsThatGet({active: false}).attio.self()).toMatchObject({value: {active: false}})
    })

    it.each<[string, object]>([
        ["values.beton_key.0.value", record("a", {beton_key: [{value: 7}]})],
        [
            "values.stage.0.status.id.status_id",
            record("a", {stage: [{active_from: "2026-01-01", status: {id: {}}}]}),
        ],
        [
            "values.stage.0.active_from",
            record("a", {stage: [{active_from: "soon", status: {id: {status_id: "s"}}}]}),
        ],
        ["values.anything", record("a", {anything: "text"})],
        ["created_at", record("a", {}, {created_at: "soon"})],
        ["id.record_id", record("a", {}, {id: {}})],
    ])("what is read of a record has its type: %s", async (field, one) => {
        expect(await deals(record("b", {}), one)).toBe(
            `unreadable: Attio's answer (/v2/objects/deals/records/query) has an unknown form: "data.1.${field}" is missing or of another kind.`,
        )
    })

    it("a record that is listed twice is one record", async () => {
        const {attio} = clientsThatGet({data: [record("a", {}), record("a", {}), record("b", {})]})
        const found = await attio.query("companies", {})
        expect(found.ok && found.value.map(({id}) => id.record_id)).toEqual(["a", "b"])
    })
})
