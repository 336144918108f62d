import {keyPairOf} from "@beton/shared/events/signing"

import {resolveAccountSource} from "../account-source"
import {parseConfig} from "../config/config"
import {writerOf} from "../writer"
import {ingestHost} from "./posthog"

const KEYS = [1, 2].map((byte) => keyPairOf(new Uint8Array(32).fill(byte)).privateKey)
const configOf = (more: Record<string, unknown>) => {
    const parsed = parseConfig({posthog_key: "phx_a", posthog_project: "7", signing_key: KEYS[0], ...more})
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    return parsed.config
}

it.each([
    ["https://us.posthog.com", {}, "https://us.i.posthog.com"],
    ["https://app.posthog.com", {}, "https://us.i.posthog.com"],
    ["https://eu.posthog.com", {}, "https://eu.i.posthog.com"],
    ["https://posthog.acme.com", {}, "https://posthog.acme.com"],
    ["https://eu.posthog.com.evil.com", {}, "https://eu.posthog.com.evil.com"],
    ["https://eu.posthog.com", {ingest_host: "https://t.acme.com/"}, "https://t.acme.com"],
])("events for %s %j go to %s", (posthog_host, settings, expected) => {
    expect(ingestHost(configOf({posthog_host, settings}))).toBe(expected)
})

describe("writerOf", () => {
    it("is stable, differs by key and project, and shows nothing of the key", () => {
        const {writer} = writerOf(configOf({}))
        expect(writer).toMatch(/^w_[A-Za-z0-9_-]{22}$/)
        expect(writerOf(configOf({})).writer).toBe(writer)
        expect(writerOf(configOf({signing_key: KEYS[1]})).writer).not.toBe(writer)
        expect(writerOf(configOf({posthog_project: "8"})).writer).not.toBe(writer)
        expect(KEYS[0]).not.toContain(writer.slice(2))
    })
})

describe("resolveAccountSource", () => {
    const types = [
        {group_type: "project", group_type_index: 0},
        {group_type: "company", group_type_index: 3},
    ]

    it("takes the project's own index of a group type", () => {
        expect(resolveAccountSource(configOf({}), types)).toEqual({
            ok: true,
            value: {type: "group", groupType: "company", groupTypeIndex: 3},
        })
    })

    it("needs no group type for properties and e-mail domains", () => {
        expect(resolveAccountSource(configOf({account: "person:org"}), [])).toEqual({
            ok: true,
            value: {type: "person_property", property: "org"},
        })
        const settings = {
            free_mail_domains: ["a.example"],
            internal_domains: ["b.example"],
            email_property: "mail",
        }
        expect(resolveAccountSource(configOf({account: "email", settings}), [])).toEqual({
            ok: true,
            value: {type: "email_domain", emailProperty: "mail", excludedDomains: ["a.example", "b.example"]},
        })
    })

    it("names the group types that there are", () => {
        expect(resolveAccountSource(configOf({account: "group:Company"}), types)).toEqual({
            ok: false,
            message: 'What an account is: the project has no group type "Company". It has: project, company.',
        })
    })
})
