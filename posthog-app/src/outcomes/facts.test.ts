import type {AttioRecord} from "../clients/attio"
import type {Config} from "../config/config"
import {settingsSchema} from "../config/settings"
import {factsOf} from "./facts"

const CONFIG = {project: "7", settings: settingsSchema.parse({})} as unknown as Config
const AT = "2026-09-01T00:00:00.000000000Z"
const SCORED = {
    active_from: AT,
    created_by_actor: {type: "api-token", id: "t"},
    value: 70,
    attribute_type: "number",
}

const annotationOf = (values: Record<string, unknown[]>) =>
    factsOf(
        {
            id: {record_id: "d"},
            created_at: AT,
            values: {pql_score: [SCORED], ...values},
        } as unknown as AttioRecord,
        CONFIG,
    ).annotation
const text = (value: string) => [{active_from: AT, value, attribute_type: "text"}]

it("a deal with a score that no person set was annotated, of whatever version", () => {
    const since = "2026-09-01T00:00:00.000Z"
    expect(annotationOf({})).toEqual({account: null, since})
    expect(annotationOf({beton_key: text("7:acme:1")})).toEqual({account: null, since})
    expect(annotationOf({beton_account: text("7:acme")})).toEqual({account: "acme", since})
})

it("a deal that another project's Beton made is none of ours", () => {
    expect(annotationOf({beton_key: text("8:acme:1")})).toBeNull()
    expect(annotationOf({beton_account: text("8:acme")})).toBeNull()
})
