import {keyPairOf} from "@beton/shared/events/signing"
import fc from "fast-check"

import {describeProblems, excludedAccount, parseConfig} from "./config"
import {FIELD_KEYS, FIELDS} from "./fields"

const KEYS = keyPairOf(new Uint8Array(32).fill(7))
const MINIMAL = {posthog_key: "phx_abc", posthog_project: "12345", signing_key: KEYS.privateKey}

const problemsOf = (more: Record<string, unknown>): string => {
    const parsed = parseConfig({...MINIMAL, ...more})
    return parsed.ok ? "" : describeProblems(parsed.problems)
}
const configOf = (more: Record<string, unknown> = {}) => {
    const parsed = parseConfig({...MINIMAL, ...more})
    if (!parsed.ok) throw new Error(describeProblems(parsed.problems))
    return parsed.config
}

describe("defaults", () => {
    it("apply whatever the host leaves out: it never applies them itself", () => {
        for (const empty of [undefined, null, ""]) {
            const blank = Object.fromEntries(FIELD_KEYS.map((key) => [key, empty]))
            const parsed = parseConfig({...blank, ...MINIMAL})
            expect(parsed).toMatchObject({
                ok: true,
                config: {
                    posthogHost: "https://us.posthog.com",
                    account: {type: "group", groupType: "company"},
                    domainProperty: "domain",
                    outcomeEvent: null,
                    threshold: 60,
                    targetHour: 6,
                    attioToken: null,
                    routingConfirmed: false,
                    keys: KEYS,
                    settings: {
                        min_coverage: 0.3,
                        partitions: 1,
                        routing: {unresolved: "skip", daily_cap: 50, lead_source_value: "pql", stage: null},
                        signals: {
                            billing_intent: {always_route: true, base: 40},
                            usage_spike: {rule: "tested"},
                        },
                    },
                },
            })
        }
    })

    it("of the form pass their own checks", () => {
        expect(
            problemsOf(
                Object.fromEntries(
                    FIELD_KEYS.map((key) => [
                        key,
                        FIELDS[key].default || (MINIMAL as Record<string, string>)[key],
                    ]),
                ),
            ),
        ).toBe("")
    })
})

describe("backtests and signals of one's own", () => {
    const own = {id: "invited", title: "Invited", events: ["invite_sent"]}
    const problemsOfSettings = (settings: object): string => problemsOf({settings: JSON.stringify(settings)})

    it("need nothing set", () => {
        expect(configOf().settings).toMatchObject({
            backtest: {
                enabled: true,
                days: 180,
                horizon_days: 30,
                gap_days: 1,
                min_tenure_days: 7,
                active_within_days: 7,
                minimum_lift: 1.5,
                won_where: null,
                qualified: null,
            },
            custom_signals: [],
        })
    })

    it.each<[object, string]>([
        [{backtest: {days: 27}}, "backtest.days"],
        [{backtest: {days: 366}}, "backtest.days"],
        [{backtest: {horizon_days: 0}}, "backtest.horizon_days"],
        [{backtest: {qualified: {horizon_days: 7}}}, "backtest.qualified.event"],
        [{backtest: {won_where: {property: "plan", values: []}}}, "backtest.won_where.values"],
        [{backtest: {horizon: 30}}, 'unknown entry in "backtest": "horizon"'],
        [{custom_signals: [{...own, id: "Invited"}]}, "must be 2 to 40 lower-case letters, digits and _"],
        [{custom_signals: [own, {...own, title: "Again"}]}, "two signals have the same id"],
        [{custom_signals: [{...own, id: "usage_spike"}]}, "that of a built-in signal"],
        [{custom_signals: [{...own, id: "pricing_interest"}]}, "that of a built-in signal"],
        [{custom_signals: Array.from({length: 10}, (_, i) => ({...own, id: `own_${i}`}))}, "custom_signals"],
    ])("%j is refused with its place", (settings, place) => {
        expect(problemsOfSettings(settings)).toContain(place)
    })

    it("take nine signals beside the eight", () => {
        const nine = Array.from({length: 9}, (_, i) => ({...own, id: `own_${i}`}))
        expect(problemsOfSettings({custom_signals: nine})).toBe("")
    })
})

describe("each field", () => {
    it.each<[string, unknown, string]>([
        ["posthog_host", "https://eu.posthog.com", ""],
        ["posthog_host", " https://eu.posthog.com/ ", ""],
        ["posthog_host", "http://localhost:8000", ""],
        ["posthog_host", "http://127.0.0.1:8000", ""],
        ["posthog_host", "http://[::1]:8000", ""],
        [
            "posthog_host",
            "http://posthog.acme.com",
            "PostHog address must start with https://: the key would travel unencrypted.",
        ],
        [
            "posthog_host",
            "http://localhost.evil.com",
            "PostHog address must start with https://: the key would travel unencrypted.",
        ],
        [
            "posthog_host",
            "us.posthog.com",
            'PostHog address must be an address like https://us.posthog.com, without a path; it is "us.posthog.com".',
        ],
        [
            "posthog_host",
            "https://us.posthog.com/project/1",
            'PostHog address must be an address like https://us.posthog.com, without a path; it is "https://us.posthog.com/project/1".',
        ],
        [
            "posthog_host",
            "phx_pastedintothewrongfield",
            "PostHog address must be an address like https://us.posthog.com, without a path; it is text that looks like a key.",
        ],
        [
            "posthog_key",
            "",
            "PostHog personal API key is empty. Create a personal API key in PostHog (Settings, Personal API keys) and paste it.",
        ],
        [
            "posthog_key",
            "phc_abc",
            "PostHog personal API key is a project key (phc_), which can only send events. Paste a personal API key (phx_).",
        ],
        ["posthog_key", "abc", "PostHog personal API key must start with phx_."],
        ["posthog_key", " phx_abc ", ""],
        ["posthog_project", "", "PostHog project id must be the project's number, e.g. 12345."],
        ["posthog_project", "0", "PostHog project id must be the project's number, e.g. 12345."],
        ["posthog_project", "12a", "PostHog project id must be the project's number, e.g. 12345."],
        ["posthog_project", 12345, ""],
        ["account", "group:company", ""],
        ["account", "person:company id", ""],
        ["account", "email", ""],
        [
            "account",
            "company",
            'What an account is must be group:<group type>, person:<person property> or email; it is "company".',
        ],
        [
            "account",
            "group: ",
            'What an account is must be group:<group type>, person:<person property> or email; it is "group:".',
        ],
        ["threshold", "abc", 'Routing threshold must be a whole number from 0 to 100; it is "abc".'],
        ["threshold", "101", 'Routing threshold must be a whole number from 0 to 100; it is "101".'],
        ["threshold", "-1", 'Routing threshold must be a whole number from 0 to 100; it is "-1".'],
        ["threshold", "59.5", 'Routing threshold must be a whole number from 0 to 100; it is "59.5".'],
        ["threshold", "60 %", 'Routing threshold must be a whole number from 0 to 100; it is "60 %".'],
        ["threshold", "0", ""],
        ["threshold", "100", ""],
        ["target_hour", "24", 'Run at (hour, UTC) must be a whole number from 0 to 23; it is "24".'],
        ["target_hour", "06:00", 'Run at (hour, UTC) must be a whole number from 0 to 23; it is "06:00".'],
        ["target_hour", "0", ""],
        ["routing_confirmed", "yes", 'Routing must be "off" or "on".'],
        [
            "routing_confirmed",
            "on",
            "Attio API token is empty but routing is on. Paste an Attio token or switch routing off.",
        ],
        ["signing_key", "", "Signing key is empty. Make one with `beton keygen` and paste it."],
        [
            "signing_key",
            "abc",
            "Signing key cannot be read. The signing key must have 32 bytes. Paste the key as it was shown at set-up.",
        ],
        [
            "signing_key",
            "not base64!",
            "Signing key cannot be read. The signing key is not valid base64url. Paste the key as it was shown at set-up.",
        ],
        [
            "signing_key",
            "YWJj",
            "Signing key cannot be read. The signing key must have 32 bytes. Paste the key as it was shown at set-up.",
        ],
        ["settings", "{}", ""],
        ["settings", "  ", ""],
        ["settings", {min_coverage: 0.5}, ""],
        ["settings", '{"min_coverage": 0.5}', ""],
        ["settings", "[]", "More settings (JSON) must be a JSON object: { … }."],
        ["settings", "5", "More settings (JSON) must be a JSON object: { … }."],
        ["settings", '"text"', "More settings (JSON) must be a JSON object: { … }."],
        [
            "settings",
            '{"a": 1',
            "More settings (JSON) is not valid JSON (line 1, column 8). Check commas, quotes and brackets.",
        ],
        [
            "settings",
            '{\n  "min_coverage": 0.5,\n}',
            "More settings (JSON) is not valid JSON (line 3, column 1). Check commas, quotes and brackets.",
        ],
        [
            "settings",
            "phx_verysecret",
            "More settings (JSON) is not valid JSON. Check commas, quotes and brackets.",
        ],
        [
            "settings",
            '{"min_coverage": 2}',
            'More settings (JSON) "min_coverage": too big: expected number to be <=1.',
        ],
        [
            "settings",
            '{"signals": {"billing_intent": {"base": 50}}}',
            'More settings (JSON) "signals.billing_intent.base": too big: expected number to be <=40.',
        ],
        [
            "settings",
            '{"signals": {"usage_spike": {"on": true}}}',
            'More settings (JSON) has an unknown entry in "signals.usage_spike": "on". Remove it or correct its spelling.',
        ],
        [
            "settings",
            '{"rooting": {}, "b": 1}',
            'More settings (JSON) has an unknown entry: "rooting", "b". Remove it or correct its spelling.',
        ],
        [
            "settings",
            '{"routing": {"owner": {"fallback_email": "nobody"}}}',
            'More settings (JSON) "routing.owner.fallback_email": invalid email address.',
        ],
    ])("%s = %j", (field, value, message) => expect(problemsOf({[field]: value})).toBe(message))

    it("all problems are reported at once", () => {
        expect(
            problemsOf({threshold: "x", target_hour: "y", account: "z", settings: "{"})
                .split("\n")
                .map((line) => line.split(" ")[0]),
        ).toEqual(["What", "Routing", "Run", "More"])
    })
})

describe("what follows from the fields", () => {
    it("no domain property is asked for when the key is the domain", () => {
        expect(configOf({domain_property: "account"}).domainProperty).toBeNull()
        expect(configOf({account: "email"}).domainProperty).toBeNull()
        expect(configOf({domain_property: "website"}).domainProperty).toBe("website")
    })

    it("the host has no slash at its end", () => {
        expect(configOf({posthog_host: "https://eu.posthog.com/"}).posthogHost).toBe("https://eu.posthog.com")
    })

    it("one setting of a signal leaves the others at their defaults", () => {
        const {signals} = configOf({settings: '{"signals": {"pricing_intent": {"min_visits": 5}}}'}).settings
        expect(signals.pricing_intent).toMatchObject({
            min_visits: 5,
            base: 30,
            window_days: 7,
            join_persons: true,
        })
        expect(signals.team_growth.min_users).toBe(2)
    })

    it("free-mail and own domains are no accounts, where accounts are domains", () => {
        const more = {
            settings: {internal_domains: ["vendor.example"], free_mail_domains: ["freebie.example"]},
        }
        const config = configOf({account: "email", ...more})
        const excluded = ["gmail.com", "vendor.example", "freebie.example", "acme.example"].map((key) =>
            excludedAccount(config, key),
        )
        expect(excluded).toEqual([true, true, true, false])
        expect(excludedAccount(configOf(more), "gmail.com")).toBe(false)
    })
})

it.each(["internal_domains", "free_mail_domains"])(
    "%s takes web domains only, as people write them",
    (field) => {
        expect(
            configOf({settings: {[field]: ["@acme.com", "https://www.acme.de/", "münchen.de"]}}),
        ).toBeDefined()
        for (const entry of ["acme", "foo bar", "@@@", "10.0.0.1"])
            expect(problemsOf({settings: {[field]: ["acme.com", entry]}})).toBe(
                `More settings (JSON) "${field}.1": is no web domain; write it like acme.com.`,
            )
    },
)

describe("what was pasted into the wrong place", () => {
    const key = "phx_0123456789abcdefghijklmnopqrstuvwxyzABCD"
    const token = "9f".repeat(32)
    it.each<[string, Record<string, unknown>, string]>([
        ["a list", {threshold: ["60"]}, "Routing threshold must be a text."],
        ["an object", {account: JSON.parse('{"toString": 1}')}, "What an account is must be a text."],
        [
            "PostHog's key for Attio's token",
            {attio_token: key},
            "Attio API token is a PostHog key. Paste the token that you created in Attio.",
        ],
        [
            "a key for a name",
            {domain_property: key},
            "Domain property holds a key. Write a name here, and the key into its own field only.",
        ],
        [
            "a token for a group type",
            {account: `group:${token}`},
            "What an account is holds a key. Write a name here, and the key into its own field only.",
        ],
        [
            "a key in the address",
            {posthog_host: `https://us.posthog.com/${key}`},
            "PostHog address must be an address like https://us.posthog.com, without a path; it is text that looks like a key.",
        ],
        [
            "a name and a password in the address",
            {posthog_host: "https://me:pass@us.posthog.com"},
            "PostHog address must be an address like https://us.posthog.com, without a name or a password in it.",
        ],
        [
            "a key among the settings",
            {settings: {name_property: key}},
            "More settings (JSON) holds a key. Keys belong into their own fields only.",
        ],
        [
            "a key as a setting's name",
            {settings: {[key]: 1}},
            "More settings (JSON) has an unknown entry: text that looks like a key. Remove it or correct its spelling.",
        ],
        [
            "a key as a key of a map",
            {settings: {account_map: {[key]: 7}}},
            "More settings (JSON) text that looks like a key: invalid input: expected string, received number.",
        ],
    ])("%s", (_what, form, message) => expect(problemsOf(form)).toBe(message))

    it("a long text is shown by its beginning, in one line", () => {
        expect(problemsOf({threshold: `a\nb ${"c ".repeat(100)}`})).toBe(
            `Routing threshold must be a whole number from 0 to 100; it is "a b ${"c ".repeat(28)}…".`,
        )
    })

    it("names that look a little like keys are names", () => {
        expect(
            problemsOf({outcome_event: "graph_view", domain_property: "company_primary_web_domain_in_crm"}),
        ).toBe("")
    })

    it("settings that cannot be JSON, or are nested without end, are a sentence", () => {
        const deep = "[".repeat(50_000) + "]".repeat(50_000)
        expect(problemsOf({settings: 7n})).toBe(
            "More settings (JSON) is not valid JSON. Check commas, quotes and brackets.",
        )
        expect(problemsOf({settings: deep})).toBe("More settings (JSON) must be a JSON object: { … }.")
        expect(problemsOf({settings: JSON.parse(deep) as unknown})).toMatch(/^More settings \(JSON\) /)
    })

    it.each([undefined, null, 7, "text", []])("a form that is %j is an empty one", (form) => {
        const parsed = parseConfig(form as never)
        expect(parsed).toMatchObject({ok: false})
    })
})

describe("any configuration at all", () => {
    const names = new Set(Object.values(FIELDS).map(({name}) => name))
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.jsonValue())

    it("never throws, and every problem names a field of the form", () => {
        const form = fc.record(Object.fromEntries(FIELD_KEYS.map((key) => [key, value])), {requiredKeys: []})
        fc.assert(
            fc.property(form, (raw) => {
                const parsed = parseConfig(raw)
                if (parsed.ok) return
                expect(parsed.problems.length).toBeGreaterThan(0)
                for (const {field, message} of parsed.problems) {
                    expect(names).toContain(field)
                    expect(message).toMatch(/^\S[\s\S]*[.}]$/)
                }
            }),
            {seed: 8, numRuns: 300},
        )
    })

    it("never repeats a secret, in whichever field it was pasted", () => {
        const secrets = ["phx_0123456789abcdefghijklmnopqrstuvwxyz", KEYS.privateKey, "a".repeat(64)]
        for (const secret of secrets) {
            for (const key of FIELD_KEYS) {
                expect([key, problemsOf({[key]: secret, routing_confirmed: "on"}).includes(secret)]).toEqual([
                    key,
                    false,
                ])
                expect(problemsOf({[key]: ` ${secret}x`}).includes(secret)).toBe(false)
            }
            expect(problemsOf({settings: `{"key": ${secret}}`}).includes(secret)).toBe(false)
        }
    })

    it("the JSON field never throws, whatever is in it", () => {
        fc.assert(
            fc.property(fc.oneof(fc.json(), fc.string(), fc.jsonValue()), (settings) => {
                const text = problemsOf({settings})
                expect(text === "" || text.startsWith("More settings (JSON) ")).toBe(true)
            }),
            {seed: 9, numRuns: 300},
        )
    })
})
