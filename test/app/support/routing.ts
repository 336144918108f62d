import {type DealSetup, dealSetup} from "@beton/posthog-app/attio/deal-setup"
import {routeAccount, type RouteResult} from "@beton/posthog-app/attio/route-account"
import type {PlannedWrite} from "@beton/posthog-app/attio/route-plan"
import {AttioClient} from "@beton/posthog-app/clients/attio"
import type {Config} from "@beton/posthog-app/config/config"
import type {RouteCandidate} from "@beton/posthog-app/decided-rows"
import type {Host} from "@beton/posthog-app/host"
import {type AccountProfile, NO_PROFILE} from "@beton/posthog-app/profiles"
import type {Proof} from "@beton/posthog-app/proof"

import type {TestCrm} from "./crm"
import {AS_OF, configOf, KEYS} from "./project"
import {openWire, type Wire} from "./wire"

/** Routing alone, against a CRM stand-in: no PostHog, so a case takes milliseconds. */
export interface RoutingBench {
    readonly config: Config
    readonly wire: Wire
    readonly attio: AttioClient
    /** What was announced before each write. */
    readonly announced: PlannedWrite[]
    setup(): ReturnType<typeof dealSetup>
    route(o?: {
        candidate?: Partial<RouteCandidate>
        profile?: Partial<AccountProfile>
        asOf?: string
        mayCreate?: boolean
        proof?: Proof | null
        made?: number
    }): Promise<RouteResult>
}

/** A candidate whose score needs no always-route signal. */
export const CANDIDATE: RouteCandidate = {
    account: "acme",
    score: 75,
    signals: [
        {type: "limit_approaching", title: "Close to plan limit", base: 40, sentence: "Uses 9,100 of 10,000 (91 %) of the plan's limit.", audience: "both", always: false},
        {type: "pricing_intent", title: "Pricing interest", base: 25, sentence: "2 visits to pricing pages.", audience: "prospect", always: false},
    ],
    types: ["limit_approaching", "pricing_intent"],
    topSignal: "Close to plan limit",
    whyNow: "Uses 9,100 of 10,000 (91 %) of the plan's limit.",
    always: [],
    partial: false,
    qualifies: true,
} // prettier-ignore

/** The settings form with routing settings; the PostHog side is never called. */
export function routingForm(
    crm: TestCrm,
    settings: Readonly<Record<string, unknown>> = {},
    token = crm.token,
): Record<string, unknown> {
    return {
        posthog_host: "http://127.0.0.1:1",
        posthog_key: "phx_unused",
        posthog_project: "7",
        signing_key: KEYS.privateKey,
        attio_token: token,
        routing_confirmed: "on",
        settings: {attio_url: crm.url, ...settings},
    }
}

/** Opens a bench on a CRM. */
export function routingBench(
    crm: TestCrm,
    settings: Readonly<Record<string, unknown>> = {},
    token = crm.token,
): RoutingBench {
    const config = configOf(routingForm(crm, settings, token))
    const wire = openWire()
    let now = Date.parse(AS_OF)
    const host: Host = {
        fetch: wire.fetch,
        storage: {get: async () => null, set: async () => undefined, del: async () => undefined},
        increment: async () => 1,
        cache: {get: () => undefined, set: () => undefined},
        random: () => 0,
        now: () => now,
        sleep: async (ms) => void (now += ms),
        log: () => undefined,
        enqueueStep: async () => undefined,
        enqueueCheck: async () => undefined,
    }
    const attio = new AttioClient(host, crm.url, token)
    let ready: DealSetup | null = null
    const announced: PlannedWrite[] = []
    return {
        config,
        wire,
        attio,
        announced,
        setup: () => dealSetup(attio, config),
        route: async ({candidate, profile, asOf = AS_OF, mayCreate = true, proof = null, made = 0} = {}) => {
            if (ready === null) {
                const setup = await dealSetup(attio, config)
                if (!setup.ok) throw new Error(JSON.stringify(setup.problem))
                ready = setup.value
            }
            return routeAccount({
                attio,
                config,
                setup: ready,
                candidate: {...CANDIDATE, ...candidate},
                profile: {...NO_PROFILE, domain: "acme.example", name: "Acme", ...profile},
                proof,
                made,
                link: null,
                asOf,
                mayCreate,
                announce: async (write) => void announced.push(write),
                lost: () => undefined,
            })
        },
    }
}
