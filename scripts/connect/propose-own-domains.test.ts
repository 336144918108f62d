import {ownDomains} from "./propose-own-domains"

it("are those of the team's addresses, without free mail, most frequent first", () => {
    const emails = [
        "a@acme.com",
        "b@agency.example",
        "c@mail.acme.com",
        "d@gmail.com",
        "E@ACME.COM",
        "nonsense",
    ]
    expect(ownDomains(emails)).toEqual(["acme.com", "agency.example"])
    expect(ownDomains([])).toEqual([])
})
