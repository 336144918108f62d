import {proposeDomain} from "./propose-domain"

const properties = (...rows: [string, number, number][]) =>
    rows.map(([property, groups, domains]) => ({property, groups, domains}))

it("takes the property in which most groups have a web domain", () => {
    const {value, reason, alternatives} = proposeDomain({
        groups: 200,
        properties: properties(
            ["website", 190, 184],
            ["crm_link", 60, 20],
            ["name", 200, 3],
            ["plan", 200, 0],
        ),
        keys: {accounts: 150, domains: 0},
    })
    expect([value, reason]).toEqual(["website", "184 of 200 groups have a web domain there (92 %)."])
    expect(alternatives.map((option) => option.value)).toEqual(["crm_link"])
})

it("lets the name decide what is nearly a tie, and nothing else", () => {
    const best = (...rows: [string, number, number][]) =>
        proposeDomain({groups: 100, properties: properties(...rows), keys: null}).value
    expect(best(["invited_by", 99, 95], ["domain", 99, 92])).toBe("domain")
    expect(best(["invited_by", 99, 95], ["domain", 99, 40])).toBe("invited_by")
})

it("takes the account key when it is a domain itself", () => {
    const {value, reason} = proposeDomain({
        groups: 100,
        properties: properties(["domain", 30, 30]),
        keys: {accounts: 80, domains: 78},
    })
    expect([value, reason]).toEqual(["account", "78 of 80 account keys are web domains themselves (98 %)."])
})

it("says what it means when there is none", () => {
    const nothing = proposeDomain({groups: 0, properties: [], keys: null})
    expect(nothing.value).toBe("domain")
    expect(nothing.reason).toMatch(
        /^No property of the groups holds web domains\. .* until your product sends one\.$/,
    )
    expect(
        proposeDomain({
            groups: 100,
            properties: properties(["name", 100, 4]),
            keys: {accounts: 0, domains: 0},
        }).value,
    ).toBe("domain")
})
