import {HostRefusal} from "../sdk/refusal"

/** A service that server code may reach, and the stand-in that answers in its place. */
export interface Upstream {
    readonly kind: "posthog" | "attio" | "preview"
    /** Origins as the app writes them, e.g. https://api.attio.com */
    readonly origins: readonly string[]
    /** Origin of the stand-in. */
    readonly target: string
}

/** Where a request of server code goes; anything but the stand-ins is refused. */
export function routeOf(
    upstreams: readonly Upstream[],
    address: string,
): {url: string; kind: Upstream["kind"]} {
    let url: URL
    try {
        url = new URL(address)
    } catch {
        throw new HostRefusal(`fetch needs a whole address, not "${address}".`)
    }
    const upstream = upstreams.find(
        ({origins, target}) => url.origin === target || origins.includes(url.origin),
    )
    if (upstream === undefined)
        throw new HostRefusal(`The preview reaches its stand-ins only, not ${url.origin}.`)
    return {url: `${upstream.target}${url.pathname}${url.search}`, kind: upstream.kind}
}
