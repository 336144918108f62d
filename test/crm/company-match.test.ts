import {companyDomain} from "@beton/shared/company"
import {
    type CompanyDecision,
    MATCH_CONFIDENCE,
    matchCompany,
    type MatchRules,
} from "@beton/shared/crm/company-match"
import {isFreeMail} from "@beton/shared/free-mail"
import * as fc from "fast-check"

import {company, COMPANY_CASES} from "./company-cases"

const RULES: MatchRules = {accountMap: {}, aliases: {}, freeMail: [], internal: [], matchNames: true}
const brief = (decision: CompanyDecision): string =>
    decision.kind === "matched" ? `${decision.company} by ${decision.by}` : `- ${decision.why}`

it("has at least 200 cases, each once", () => {
    expect(COMPANY_CASES.length).toBeGreaterThanOrEqual(200)
    const texts = COMPANY_CASES.map(({why: _why, ...rest}) => JSON.stringify(rest))
    expect(texts.filter((text, i) => texts.indexOf(text) !== i)).toEqual([])
})

it.each(COMPANY_CASES.map((one) => [one.why, one] as const))(
    "%s",
    (_, {account, companies, rules, expected}) => {
        const decision = matchCompany(account, companies, rules)
        expect(brief(decision)).toBe(expected)
        expect(decision.reason).not.toBe("")
        if (decision.kind === "matched") expect(decision.confidence).toBe(MATCH_CONFIDENCE[decision.by])
    },
)

describe("whatever comes", () => {
    const LABELS = ["acme", "beta", "app", "www", "gmail", "müller", "xn--mller-kva", ""]
    const ENDINGS = ["com", "de", "co.uk", "github.io", "example", "corp"]
    const domain = fc
        .tuple(
            fc.array(fc.constantFrom(...LABELS), {minLength: 1, maxLength: 3}),
            fc.constantFrom(...ENDINGS),
        )
        .map(([labels, ending]) => [...labels.filter((label) => label !== ""), ending].join("."))
    const anyText = fc.oneof(domain, fc.string({unit: "binary", maxLength: 30}), fc.constant(""))
    const names = fc.constantFrom("Acme Inc", "Acme", "Beta GmbH", "Test", "", "Müller")
    const companies = fc.array(
        fc.record({
            id: fc.constantFrom("a", "b", "c", "d"),
            name: fc.option(names, {nil: null}),
            domains: fc.array(anyText, {maxLength: 3}),
            externalIds: fc.array(fc.constantFrom("1", "2"), {maxLength: 2}),
        }),
        {maxLength: 5},
    )
    const account = fc.record({
        key: fc.constantFrom("k1", "constructor"),
        domain: fc.option(anyText, {nil: null}),
        name: fc.option(names, {nil: null}),
        externalId: fc.option(fc.constantFrom("1", "2", "3"), {nil: null}),
    })
    const unique = (list: readonly {readonly id: string}[]): boolean =>
        new Set(list.map(({id}) => id)).size === list.length

    it("a decision is made, the company is one of those, and their order does not matter", () => {
        fc.assert(
            fc.property(account, companies, (who, list) => {
                fc.pre(unique(list))
                const decision = matchCompany(who, list, RULES)
                if (decision.kind === "matched") expect(list.map(({id}) => id)).toContain(decision.company)
                expect(matchCompany(who, [...list].reverse(), RULES)).toEqual(decision)
            }),
            {numRuns: 2000},
        )
    })

    it("another spelling of the domain changes nothing", () => {
        const spell = fc.constantFrom<(text: string) => string>(
            (text) => text.toUpperCase(),
            (text) => `https://${text}/x?y=1`,
            (text) => `${text}.`,
            (text) => `${text}:443`,
            (text) => ` ${text} `,
            (text) => `jo@${text}`,
        )
        fc.assert(
            fc.property(domain, companies, spell, (text, list, other) => {
                fc.pre(companyDomain(text).ok && unique(list))
                const who = {key: "k1", domain: text, name: null, externalId: null}
                expect(matchCompany({...who, domain: other(text)}, list, RULES)).toEqual(
                    matchCompany(who, list, RULES),
                )
            }),
            {numRuns: 1000},
        )
    })

    it("free mail is never matched by domain or name", () => {
        fc.assert(
            fc.property(
                fc.constantFrom("gmail.com", "web.de", "qq.com"),
                names,
                companies,
                (mail, name, list) => {
                    expect(isFreeMail(mail)).toBe(true)
                    const who = {key: "k1", domain: mail, name, externalId: null}
                    const all = [...list, company(`z ${name} | ${mail}`)]
                    expect(brief(matchCompany(who, all, RULES))).toBe("- free_mail")
                },
            ),
        )
    })
})
