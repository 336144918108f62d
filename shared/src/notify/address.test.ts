import {addressProblem, isPrivateIp} from "./address"

it.each([
    "https://hooks.example.com/beton",
    "https://example.org",
    "https://example.org:8443/x?y=1",
    "https://93.184.216.34/hook",
    "https://[2606:2800:220:1:248:1893:25c8:1946]/hook",
    "https://müller.de/x",
])("%s may be sent to", (url) => {
    expect(addressProblem(url)).toBeNull()
})

it.each([
    ["http://example.com", /^must begin with https/],
    ["ftp://example.com", /^must begin with https/],
    ["example.com", /^is not a web address/],
    ["", /^is not a web address/],
    ["https://user:pw@example.com", /^must not hold a name or a password/],
    ["https://example.com:22/", /^must use port 443/],
    ["https://localhost/x", /^must be a public address/],
    ["https://LOCALHOST./x", /^must be a public address/],
    ["https://intranet/x", /^must be a public address/],
    ["https://printer.local/x", /^must be a public address/],
    ["https://db.internal/x", /^must be a public address/],
    ["https://metadata.google.internal/computeMetadata/v1/", /^must be a public address/],
    ["https://nas.lan/x", /^must be a public address/],
    ["https://127.0.0.1/x", /^must be a public address/],
    ["https://127.1/x", /^must be a public address/],
    ["https://2130706433/x", /^must be a public address/],
    ["https://0x7f000001/x", /^must be a public address/],
    ["https://0177.0.0.1/x", /^must be a public address/],
    ["https://0.0.0.0/x", /^must be a public address/],
    ["https://10.1.2.3/x", /^must be a public address/],
    ["https://172.16.0.1/x", /^must be a public address/],
    ["https://192.168.1.1/x", /^must be a public address/],
    ["https://169.254.169.254/latest/meta-data/", /^must be a public address/],
    ["https://100.64.0.1/x", /^must be a public address/],
    ["https://224.0.0.1/x", /^must be a public address/],
    ["https://255.255.255.255/x", /^must be a public address/],
    ["https://[::1]/x", /^must be a public address/],
    ["https://[::]/x", /^must be a public address/],
    ["https://[fe80::1]/x", /^must be a public address/],
    ["https://[fd00::1]/x", /^must be a public address/],
    ["https://[::ffff:127.0.0.1]/x", /^must be a public address/],
    ["https://[::ffff:7f00:1]/x", /^must be a public address/],
    ["https://[64:ff9b::7f00:1]/x", /^must be a public address/],
    ["https://①②⑦.⓪.⓪.①/x", /^must be a public address/],
])("%s is refused", (url, problem) => {
    expect(addressProblem(url)).toMatch(problem)
})

it("addresses that a resolver gives are told apart", () => {
    expect(["93.184.216.34", "2606:2800:220:1::1"].filter(isPrivateIp)).toEqual([])
    const inside = ["127.0.0.1", "10.0.0.1", "::1", "::ffff:10.0.0.1", "fd00::1", "not an address"]
    expect(inside.filter(isPrivateIp)).toEqual(inside)
})
