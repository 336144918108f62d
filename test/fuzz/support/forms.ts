import {FIELD_KEYS, type FieldKey} from "@beton/posthog-app/config/fields"
import {settingsSchema} from "@beton/posthog-app/config/settings"
import {variableOf} from "@beton/posthog-app/runner/config"
import * as fc from "fast-check"

import {change, withChange} from "./json-change"
import {pathsOf} from "./json-paths"
import {SECRETS} from "./worlds"

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
    slack_webhook: "",
    signing_key: SECRETS.signing_key,
    settings: "{}",
}
const SETTINGS = settingsSchema.parse({
    account_map: {acme: "acme.example"},
    internal_domains: ["vendor.example"],
    trust: {confirmations: [{signals: ["billing_intent"], table: "stripe.customer", column: "id"}]},
})
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

/** One field of a right form is junk, or the whole form is. */
export const junkForms = fc.oneof(
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
export const misplaced = fc
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
export const changedSettings = fc
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
export const BREAKABLE = JSON.stringify(
    {
        attio_url: "https://api.attio.com",
        name_property: SECRETS.posthog_key,
        routing: {stage: SECRETS.attio_token, daily_cap: 5},
    },
    null,
    1,
)
/** The text broken at one place in one way. */
export function brokenAt(
    at: number,
    how: "cut" | "left-out" | "quote" | "brace" | "nul",
): Record<string, unknown> {
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

/** The same at any place. */
export const broken = fc
    .record({
        at: fc.nat({max: BREAKABLE.length - 1}),
        how: fc.constantFrom(...(["cut", "left-out", "quote", "brace", "nul"] as const)),
    })
    .map(({at, how}) => brokenAt(at, how))

/** A settings file of the runner: JSON, nearly JSON, or something else. */
export const fileTexts = fc.oneof(
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

/** An environment with right and wrong variables. */
export const environments = fc.dictionary(
    fc.oneof(
        fc.constantFrom(...FIELD_KEYS.map(variableOf)),
        fc.string({unit: "grapheme-ascii", maxLength: 8}).map((name) => `BETON_${name}`),
    ),
    fc.oneof(fc.string({unit: "binary", maxLength: 40}), secret, fc.constant("")),
)
