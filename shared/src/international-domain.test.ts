import {domainInOwnScript} from "./international-domain"

test.each([
    ["xn--mnchen-3ya.de", "münchen.de"],
    ["shop.xn--mnchen-3ya.de", "shop.münchen.de"],
    ["xn--wgv71a119e.jp", "日本語.jp"],
    ["acme.com", "acme.com"],
    ["xn--\u0000.com", "xn--\u0000.com"],
    ["xn--99999999999.com", "xn--99999999999.com"],
])("%s is %s", (ascii, own) => {
    expect(domainInOwnScript(ascii)).toBe(own)
})
