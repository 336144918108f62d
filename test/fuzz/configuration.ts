import {mkdtempSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {app} from "@beton/posthog-app/app"
import {describeProblems, parseConfig} from "@beton/posthog-app/config/config"
import {FIELD_KEYS, type FieldKey, FIELDS} from "@beton/posthog-app/config/fields"
import {settingsSchema} from "@beton/posthog-app/config/settings"
import type {Host} from "@beton/posthog-app/host"
import {ConfigError, readRunnerConfig, secretsOf, variableOf} from "@beton/posthog-app/runner/config"
import * as fc from "fast-check"

import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {AS_OF} from "../app/support/project"
import {fuzz} from "./support/fuzz"
import {change, withChange} from "./support/json-change"
import {pathsOf} from "./support/json-paths"
import {SECRETS} from "./support/worlds"

const RIGHT: Readonly<Record<FieldKey, unknown>> = {
    posthog_host: "https://posthog.test.internal",
    posthog_key: SECRETS.posthog_key,
    posthog_project: "7",
    account: "group:company",
    domain_property: "domain",
    outcome_event: "subscription_started",
    threshold: "60",
    target_hour: "6",
    attio_token: SECRETS.attio_token,
    routing_confirmed: "on",
    signing_key: SECRETS.signing_key,
    settings: "{}",
}
const SETTINGS = settingsSchema.parse({
    account_map: {acme: "acme.example"},
    internal_domains: ["vendor.example"],
    trust: {confirmations: [{signals: ["billing_intent"], table: "stripe.customer", column: "id"}]},
})
const NAMES = FIELD_KEYS.map((key) => FIELDS[key].name)
const secret = fc.constantFrom(...Object.values(SECRETS))
/** Values that no form should hold, JSON and beyond. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
    fc.constantFrom<unknown>(
        ...[undefined, null, "", " ", [], {}, 0, -1, 1e308, Number.NaN, true, "__proto__", "constructor"],
        ...[JSON.parse('{"toString": 1, "valueOf": 2}'), Object.create(null), Symbol("x"), 10n],
        ...["x".repeat(100_000), "\ud800", "a\u0000b", "\u202eevil", "💥".repeat(50), "<b>bold</b>", "{{}}"],
        () => 1,
    ),
    fc.anything({withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, maxDepth: 3}),
    fc.string({unit: "binary", maxLength: 80}),
)

/** What a host gives the app; nothing answers on its network. */
function deadHost() {
    const seen = {requests: 0, jobs: 0, logs: [] as {level: string; text: string}[]}
    const storage = memoryStorage()
    const host: Host = {
        fetch: async () => {
            seen.requests += 1
            throw new Error(`ENOTFOUND ${SECRETS.posthog_key}`)
        },
        storage,
        increment: async (key) => {
            const next = Number((await storage.get(key)) ?? 0) + 1
            await storage.set(key, next)
            return next
        },
        cache: {get: () => undefined, set: () => undefined},
        now: () => Date.parse(AS_OF),
        random: () => 0.5,
        log: (level, text) => void seen.logs.push({level, text}),
        enqueueStep: async () => void (seen.jobs += 1),
        enqueueCheck: async () => void (seen.jobs += 1),
    }
    return {host, storage, seen}
}

type Raw = Parameters<typeof app.heartbeat>[1]

/** Everything a host may ask for; set-up alone may throw, and only the sentences of `parseConfig`. */
async function everyEntry(raw: Raw, payload: unknown) {
    const {host, storage, seen} = deadHost()
    const errors: string[] = []
    const handed = payload as never
    await app.setup(host, raw).catch((error: unknown) => void errors.push((error as Error).message))
    await app.heartbeat(host, raw)
    await app.wake(host, raw)
    await app.step(host, raw, handed)
    await app.check(host, raw, handed)
    await app.runNow(host, raw, handed)
    await app.backfill(host, raw, handed)
    const stored = (await storage.entries?.()) ?? []
    return {errors, stored, ...seen}
}

const MAX_LENGTH = 400

function expectSentences(texts: readonly string[]): void {
    for (const text of texts) {
        for (const value of Object.values(SECRETS)) expect(text).not.toContain(value)
        expect(text).not.toMatch(/\p{Cc}/u)
        expect(text.length).toBeLessThan(MAX_LENGTH)
    }
}

/** What holds for any form at all. */
async function expectSound(raw: unknown, payload: unknown = {}): Promise<void> {
    const parsed = parseConfig(raw as Raw)
    const lived = await everyEntry(raw as Raw, payload)
    expectSentences([
        ...lived.errors.flatMap((text) => text.split("\n")),
        ...lived.logs.flatMap(({text}) => text.split("\n")),
    ])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    if (parsed.ok) {
        expect(lived.errors).toEqual([])
        return
    }
    const {problems} = parsed
    expect(problems.length).toBeGreaterThan(0)
    for (const {field, message} of problems) {
        expect(NAMES).toContain(field)
        expect(message).toMatch(/[.}]$/)
    }
    const sentences = describeProblems(problems)
    expectSentences(sentences.split("\n"))
    expect(lived).toMatchObject({requests: 0, jobs: 0, stored: [], errors: [sentences]})
    expect(new Set(lived.logs.map(({level, text}) => `${level} ${text}`))).toEqual(
        new Set([`error ${sentences}`]),
    )
}

/** One field of a right form is junk, or the whole form is. */
const junkForms = fc.oneof(
    {weight: 1, arbitrary: junk},
    {weight: 2, arbitrary: fc.dictionary(fc.constantFrom(...FIELD_KEYS), junk)},
    {
        weight: 4,
        arbitrary: fc
            .tuple(fc.constantFrom(...FIELD_KEYS), junk)
            .map(([key, value]) => ({...RIGHT, [key]: value})),
    },
)

/** A secret where it does not belong. */
const misplaced = fc
    .record({
        secret,
        key: fc.constantFrom(...FIELD_KEYS),
        as: fc.constantFrom(
            ...([
                "whole",
                "inside",
                "address",
                "group",
                "in-list",
                "setting",
                "setting-name",
                "map",
                "broken",
            ] as const),
        ),
    })
    .map(({secret: value, key, as}) => {
        switch (as) {
            case "whole":
                return {...RIGHT, [key]: value}
            case "inside":
                return {...RIGHT, [key]: ` "${value}",`}
            case "address":
                return {...RIGHT, posthog_host: `https://${key}:${value}@us.posthog.com/`}
            case "group":
                return {...RIGHT, account: `group:${value}`}
            case "in-list":
                return {...RIGHT, [key]: [value]}
            case "setting":
                return {...RIGHT, settings: JSON.stringify({name_property: value, routing: {stage: [value]}})}
            case "setting-name":
                return {...RIGHT, settings: JSON.stringify({[value]: 1, routing: {[value]: {}}})}
            case "map":
                return {...RIGHT, settings: {account_map: {[value]: 7}, signals: {[value]: null}}}
            case "broken":
                return {...RIGHT, settings: `{"name_property": "${value}",, }`}
        }
    })

/** Right settings with one thing changed, as text or as a host's object. */
const changedSettings = fc
    .record({where: fc.nat({max: 100_000}), change, asText: fc.boolean()})
    .map(({where, change: what, asText}) => {
        const paths = pathsOf(SETTINGS)
        const text = withChange(SETTINGS, paths[where % paths.length] ?? [], what)
        return {...RIGHT, settings: asText ? text : parsedOr(text)}
    })

function parsedOr(text: string): unknown {
    try {
        return JSON.parse(text)
    } catch {
        return text
    }
}

/** A settings text that holds secrets, broken at one place. */
const BREAKABLE = JSON.stringify(
    {
        attio_url: "https://api.attio.com",
        name_property: SECRETS.posthog_key,
        routing: {stage: SECRETS.attio_token, daily_cap: 5},
    },
    null,
    1,
)
/** The text broken at one place in one way. */
function brokenAt(at: number, how: "cut" | "left-out" | "quote" | "brace" | "nul"): Record<string, unknown> {
    const before = BREAKABLE.slice(0, at)
    const after = BREAKABLE.slice(at + 1)
    const settings = {
        cut: before,
        "left-out": before + after,
        quote: `${before}"${after}`,
        brace: `${before}}${after}`,
        nul: `${before}\u0000${after}`,
    }[how]
    return {...RIGHT, settings}
}

const broken = fc
    .record({
        at: fc.nat({max: BREAKABLE.length - 1}),
        how: fc.constantFrom(...(["cut", "left-out", "quote", "brace", "nul"] as const)),
    })
    .map(({at, how}) => brokenAt(at, how))

const folder = mkdtempSync(path.join(tmpdir(), "beton-fuzz-"))

/** A settings file of the runner: JSON, nearly JSON, or something else. */
const fileTexts = fc.oneof(
    fc.string({unit: "binary", maxLength: 60}),
    fc.json({maxDepth: 3}),
    fc.tuple(secret, fc.jsonValue({maxDepth: 1})).map(([key, value]) => JSON.stringify({[key]: value})),
    fc.constant('{"__proto__": {"polluted": true}, "posthog_key": "x"}'),
    fc.constant('{"constructor": {"prototype": {"polluted": true}}}'),
    fc.nat({max: 200}).map((n) => JSON.stringify(RIGHT).slice(0, n)),
    junkForms.map((form) => safeText(form)),
)

function safeText(value: unknown): string {
    try {
        return JSON.stringify(value) ?? ""
    } catch {
        return "[circular]"
    }
}

const environments = fc.dictionary(
    fc.oneof(
        fc.constantFrom(...FIELD_KEYS.map(variableOf)),
        fc.string({unit: "grapheme-ascii", maxLength: 8}).map((name) => `BETON_${name}`),
    ),
    fc.oneof(fc.string({unit: "binary", maxLength: 40}), secret, fc.constant("")),
)

async function expectFileSound(text: string, env: Record<string, string>): Promise<void> {
    const file = path.join(folder, "settings.json")
    writeFileSync(file, text)
    let form: Record<string, unknown>
    try {
        const read = readRunnerConfig({file, env})
        form = read.form
        for (const warning of read.warnings) expectSentences([warning.slice(0, MAX_LENGTH - 1)])
    } catch (error) {
        if (!(error instanceof ConfigError)) throw error
        expect(error.message).toMatch(/^--config settings\.json: /)
        for (const value of Object.values(SECRETS)) expect(error.message).not.toContain(value)
        return
    }
    expect(Object.keys(form).filter((key) => !(FIELD_KEYS as readonly string[]).includes(key))).toEqual([])
    expect(secretsOf(form, env).every((value) => typeof value === "string")).toBe(true)
    await expectSound(form)
}

/** The configuration: whatever a settings form, a settings file or an environment holds. */
export function configuration(cases: number): void {
    const {holds, holdsForAll} = fuzz("configuration")
    const share = (part: number): number => Math.ceil((cases * part) / 100)
    const payloads = fc.oneof(
        fc.constantFrom<unknown>(undefined, null, 7, "x", [], {}),
        fc.anything({maxDepth: 2}),
    )
    holds("any form at all", share(35), fc.tuple(junkForms, payloads), ([form, payload]) =>
        expectSound(form, payload),
    )
    holds("settings with one thing changed", share(25), changedSettings, (form) => expectSound(form))
    holds("settings broken at any place", share(15), broken, (form) => expectSound(form))
    holdsForAll(
        "settings cut off at every place",
        [...BREAKABLE].map((_, at) => at),
        async (at) => {
            const parsed = parseConfig(brokenAt(at, "cut"))
            // Nothing at all, and blanks, are empty settings.
            expect(parsed.ok).toBe(BREAKABLE.slice(0, at).trim() === "")
            if (!parsed.ok) expectSentences(describeProblems(parsed.problems).split("\n"))
        },
    )
    holds("secrets in the wrong place", share(10), misplaced, (form) => expectSound(form))
    holds("the runner's file and environment", share(15), fc.tuple(fileTexts, environments), ([text, env]) =>
        expectFileSound(text, env),
    )
}
