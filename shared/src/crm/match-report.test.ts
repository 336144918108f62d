import {type CompanyDecision, MATCH_CONFIDENCE, type MatchedBy, type Unresolved} from "./company-decision"
import {matchReport} from "./match-report"

const by = (way: MatchedBy): CompanyDecision => ({
    kind: "matched",
    company: "c",
    by: way,
    confidence: MATCH_CONFIDENCE[way],
    reason: "",
})
const open = (why: Unresolved): CompanyDecision => ({
    kind: "unresolved",
    why,
    reason: "jo@acme.com",
    candidates: [],
})
const report = (...decisions: CompanyDecision[]) =>
    matchReport(decisions.map((decision, i) => ({account: `k${i}`, decision})))

it("counts by way and by reason; the counts add up to all accounts", () => {
    const found = report(by("name"), by("domain"), open("no_company"), by("domain"), open("free_mail"), open("no_company")) // prettier-ignore
    expect(found.matched).toEqual({accounts: 3, share: 0.5})
    expect(found.routes.map(({by: way, accounts}) => [way, accounts])).toEqual([
        ["domain", 2],
        ["name", 1],
    ])
    expect(found.gaps.map(({why, accounts}) => [why, accounts])).toEqual([
        ["no_company", 2],
        ["free_mail", 1],
    ])
    expect(found.gaps[0]?.share).toBeCloseTo(1 / 3)
    expect(found.unresolved).toEqual([
        {account: "k2", why: "no_company"},
        {account: "k4", why: "free_mail"},
        {account: "k5", why: "no_company"},
    ])
})

it("no account is no share", () => {
    expect(report()).toEqual({
        accounts: 0,
        matched: {accounts: 0, share: null},
        routes: [],
        gaps: [],
        unresolved: [],
    })
})

it.each([
    "free_mail",
    "internal",
    "no_domain",
    "not_a_domain",
    "mapped_company_missing",
    "mapping_unusable",
    "no_company",
    "ambiguous",
    "contradiction",
    "only_similar",
] as const)("%s has a meaning and a next step in plain words", (why) => {
    const [gap] = report(open(why)).gaps
    expect(gap?.meaning).toMatch(/^[a-z].*[^.]$/)
    expect(gap?.next_step).toMatch(/^[A-Z].*[.]$/)
    expect(gap?.next_step.length).toBeGreaterThan(40)
})

it("an account whose key is an e-mail address is told without the person", () => {
    const keys = ["jo.doe+x@acme.com", "team jo@acme.com, x@b.io", "@handle", "acme"]
    const found = matchReport(keys.map((account) => ({account, decision: open("no_company")})))
    expect(found.unresolved.map(({account}) => account)).toEqual([
        "…@acme.com",
        "team …@acme.com, …@b.io",
        "@handle",
        "acme",
    ])
    expect(JSON.stringify(found)).not.toMatch(/\bjo\b/)
})
