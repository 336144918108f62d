import {companyProperties} from "./look-accounts"
import {type AccountCandidate, proposeAccount} from "./propose-account"

const candidate = (setting: string, share: number, more: Partial<NonNullable<AccountCandidate["coverage"]>> = {}): AccountCandidate => ({
    setting,
    coverage: {events: 10_000, events_with_account: share * 10_000, persons: 400, persons_with_account: share * 400, accounts: 40, ...more},
}) // prettier-ignore
const values = (...candidates: AccountCandidate[]): string[] => {
    const {value, alternatives} = proposeAccount(candidates)
    return [value, ...alternatives.map((option) => option.value)]
}

it("prefers the product's own company group to what people's properties and addresses say", () => {
    expect(
        values(candidate("email", 0.95), candidate("person:org", 0.95), candidate("group:company", 0.9)),
    ).toEqual(["group:company", "person:org", "email"])
})

it("takes a group whose name says company before one that is a project or a page", () => {
    expect(values(candidate("group:project", 0.9), candidate("group:organization", 0.85))[0]).toBe(
        "group:organization",
    )
    expect(values(candidate("group:workspace", 0.9), candidate("group:company", 0.3))[0]).toBe(
        "group:workspace",
    )
})

it("takes the e-mail domain when groups are hardly sent", () => {
    expect(values(candidate("group:company", 0.35), candidate("email", 0.9))[0]).toBe("email")
})

it("sees that one person each are people, not companies, where there are enough to tell", () => {
    const users = candidate("group:account", 1, {accounts: 400})
    expect(values(users, candidate("email", 0.6))[0]).toBe("email")
    expect(proposeAccount([users]).reason).toBe(
        "400 accounts in 30 days: 100 % of 10,000 events and 100 % of 400 people. About one person each, so these look like people, not companies.",
    )
    const few = candidate("group:account", 1, {accounts: 4, persons: 4, persons_with_account: 4})
    expect(values(few, candidate("email", 0.9))[0]).toBe("group:account")
})

it.each<[AccountCandidate, string]>([
    [candidate("email", 0.944, {accounts: 1}), "1 account in 30 days: 94 % of 10,000 events and 94 % of 400 people."],
    [candidate("email", 0.2), "40 accounts in 30 days: 20 % of 10,000 events and 20 % of 400 people. Too little for routing, which needs 30 % of events."],
    [candidate("email", 0.0001, {persons_with_account: 0}), "40 accounts in 30 days: < 1 % of 10,000 events and 0 % of 400 people. Too little for routing, which needs 30 % of events."],
    [candidate("email", 0, {events: 0}), "No activity in the last 30 days."],
    [{setting: "email", coverage: null}, "It could not be counted: the query took too long."],
])("says why, counts first (%#)", (one, reason) => expect(proposeAccount([one]).reason).toBe(reason)) // prettier-ignore

it("falls back to the usual group when there is nothing to go by", () => {
    expect(proposeAccount([])).toEqual({
        value: "group:company",
        reason: "Nothing could be counted; this is the usual one.",
        alternatives: [],
    })
    expect(values({setting: "group:team", coverage: null}, {setting: "email", coverage: null})[0]).toBe(
        "group:team",
    )
})

describe("person properties", () => {
    const of = (...names: string[]) => companyProperties(names.map((name) => ({name, type: "String"})))

    it("that name a company are candidates, those that describe one are not", () => {
        const names = ["company", "companyName", "org_id", "workspaceId", "company_size", "account_type", "role", "$initial_domain", "organization_created_at"] // prettier-ignore
        expect(of(...names).companies).toEqual(["company", "companyName", "org_id", "workspaceId"])
        expect(of("a_company", "b_company", "c_company", "d_company", "e_company").companies).toHaveLength(4)
    })

    it("hold the e-mail address under one of its usual names", () => {
        expect(of("user_email", "email", "name").email).toBe("email")
        expect(of("name", "emailAddress").email).toBe("emailAddress")
        expect(of("name", "email_opt_in").email).toBeNull()
    })
})
