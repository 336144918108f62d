import ipaddr from "ipaddr.js"

/** A web standard that every runtime of ours has, though ES2022's type library does not list it. */
declare const URL: new (url: string) => {
    readonly protocol: string
    readonly hostname: string
    readonly port: string
    readonly username: string
    readonly password: string
}

/** Suffixes of names that only resolve inside a network. */
const INSIDE = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa)$/

/**
 * Why a message must not be sent to an address, as the end of a sentence; null when it may. Whoever can change settings
 * must not reach into the network that Beton runs in: https only, no credentials, no private, loopback, link-local or
 * otherwise special address in any spelling, no name that only an inner network knows. A public name that resolves to a
 * private address cannot be seen here.
 */
export function addressProblem(text: string): string | null {
    let url
    try {
        // Decimal, octal and hexadecimal spellings of IPv4 come out as dotted numbers.
        url = new URL(text)
    } catch {
        return "is not a web address"
    }
    if (url.protocol !== "https:") return "must begin with https://"
    if (url.username !== "" || url.password !== "") return "must not hold a name or a password"
    if (url.port !== "" && Number(url.port) < 1024) return "must use port 443, or one from 1024 on"
    const host = url.hostname.toLowerCase().replace(/\.$/, "")
    const bare = host.replace(/^\[|\]$/g, "")
    if (ipaddr.isValid(bare)) return ipProblem(bare)
    if (!host.includes(".") || INSIDE.test(host))
        return "must be a public address, not one of an inner network"
    return null
}

/** Whether an IP address, as a resolver gives it, lies outside the public internet. */
export function isPrivateIp(ip: string): boolean {
    return !ipaddr.isValid(ip) || ipProblem(ip) !== null
}

function ipProblem(ip: string): string | null {
    const parsed = ipaddr.process(ip)
    return parsed.range() === "unicast" ? null : "must be a public address, not one of an inner network"
}
