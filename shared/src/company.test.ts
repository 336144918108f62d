import {companyDomain, normalisedName} from "./company"

describe("companyDomain", () => {
    test.each([
        ["acme.com", "acme.com", "acme.com"],
        ["  ACME.com. ", "acme.com", "acme.com"],
        ["https://www.acme.com:8443/pricing?x=1#y", "acme.com", "acme.com"],
        ["www2.acme.com", "acme.com", "acme.com"],
        ["app.acme.co.uk", "app.acme.co.uk", "acme.co.uk"],
        ["Jane.Doe@Mail.Acme.io", "mail.acme.io", "acme.io"],
        ["müller.de", "xn--mller-kva.de", "xn--mller-kva.de"],
        ["xn--mller-kva.de", "xn--mller-kva.de", "xn--mller-kva.de"],
        ["acme.com.au", "acme.com.au", "acme.com.au"],
        ["acme.github.io", "acme.github.io", "acme.github.io"],
        ["shop.acme.myshopify.com", "shop.acme.myshopify.com", "acme.myshopify.com"],
        ["acme.example", "acme.example", "acme.example"],
        ["ftp://files.acme.com", "files.acme.com", "acme.com"],
    ])("%s → %s (root %s)", (text, domain, root) => {
        expect(companyDomain(text)).toEqual({ok: true, value: {domain, root}})
    })

    test.each([
        ["", "empty"],
        ["   ", "empty"],
        ["acme", "not_a_domain"],
        ["localhost", "not_a_domain"],
        ["127.0.0.1", "not_a_domain"],
        ["[::1]", "not_a_domain"],
        ["co.uk", "not_a_domain"],
        ["github.io", "not_a_domain"],
        ["a b.com", "not_a_domain"],
        ["acme.notatld", "not_a_domain"],
        ["gmail.com", "free_mail"],
        ["someone@GoogleMail.com", "free_mail"],
        ["web.de", "free_mail"],
        ["beton.example.com", "internal"],
        ["mail.shared.net", "free_mail"],
    ])("%p is refused as %s", (text, problem) => {
        const lists = {internal: ["Example.com"], freeMail: ["Shared.net"]}
        expect(companyDomain(text, lists)).toEqual({ok: false, problem})
    })

    it.each(["www.Vendor.com", "https://vendor.com/about", "@vendor.com", " vendor.com ", "team@vendor.com"])(
        "the vendor's own domain may be written as %p",
        (own) =>
            expect(companyDomain("app.vendor.com", {internal: [own]})).toEqual({
                ok: false,
                problem: "internal",
            }),
    )

    it("and with accents", () =>
        expect(companyDomain("bücher.de", {internal: ["BÜCHER.de"]})).toEqual({
            ok: false,
            problem: "internal",
        }))

    it("takes nothing for empty", () => {
        expect(companyDomain(null)).toEqual({ok: false, problem: "empty"})
        expect(companyDomain(undefined)).toEqual({ok: false, problem: "empty"})
    })
})

describe("normalisedName", () => {
    test.each([
        ["Acme, Inc.", "acme"],
        ["ACME  GmbH & Co. KG", "acme"],
        ["Müller AG", "muller"],
        ["Co", "co"],
        ["Straße 7 Ltd", "straße 7"],
    ])("%s → %s", (name, expected) => {
        expect(normalisedName(name)).toBe(expected)
    })
})
