import path from "node:path"
import {fileURLToPath} from "node:url"

import {buildAttioApp} from "@beton/scripts/build/build-attio-app"
import {type Bench, startBench} from "@beton/scripts/sandbox/attio/testing"
import {type AttioPreview, startAttioPreview} from "@beton/scripts/sandbox/attio-preview"
import {listenOnLoopback} from "@beton/scripts/sandbox/http/loopback-server"

const FIXTURE = path.join(path.dirname(fileURLToPath(import.meta.url)), "fixture-app")

/** The fixture app on a workspace with three companies and a deal. */
export interface FixturePreview {
    readonly preview: AttioPreview
    readonly bench: Bench
    /** Ids of the companies: two with a score, one without a domain. */
    readonly companies: {readonly acme: string; readonly globex: string; readonly bare: string}
    readonly deal: string
    /** What PostHog was asked, newest last. */
    readonly asked: {readonly authorization: string | undefined; readonly body: unknown}[]
    /** Moves the preview's clock. */
    advance(ms: number): void
    /** Calls the probe function of the fixture. */
    probe(what: string, ...args: unknown[]): Promise<unknown>
    close(): Promise<void>
}

/** Starts the fixture app; PostHog is a server that always answers with two signals. */
export async function startFixture(
    o: {limitMs?: number; env?: Record<string, string>} = {},
): Promise<FixturePreview> {
    const dist = await buildAttioApp(FIXTURE, [])
    const bench = await startBench()
    const member = bench.memberIds[0] ?? ""
    await bench.call("POST", "/v2/objects/companies/attributes", {
        data: {
            ...{title: "Beton score", description: "", api_slug: "beton_score", type: "number"},
            ...{is_required: false, is_unique: false, is_multiselect: false, config: {}},
        },
    })
    const company = async (values: Record<string, unknown>): Promise<string> =>
        (await bench.create("companies", values)).id.record_id
    const acme = await company({name: "Acme", domains: ["acme.com"], beton_score: 82})
    const globex = await company({name: "Globex", domains: ["globex.com"], beton_score: 40})
    const bare = await company({name: "Bare"})
    const deal = await bench.create("deals", {
        ...{name: "Acme deal", stage: "Lead", value: 1200},
        owner: {referenced_actor_type: "workspace-member", referenced_actor_id: member},
        associated_company: {target_object: "companies", target_record_id: acme},
    })
    const asked: {authorization: string | undefined; body: unknown}[] = []
    const posthog = await listenOnLoopback(async (request, response) => {
        const parts: Buffer[] = []
        for await (const part of request) parts.push(part as Buffer)
        asked.push({
            authorization: request.headers.authorization,
            body: JSON.parse(Buffer.concat(parts).toString() || "null") as unknown,
        })
        response.writeHead(200, {"content-type": "application/json"})
        response.end(
            JSON.stringify({
                results: [
                    ["Usage spike", 12],
                    ["Team growth", 3],
                ],
            }),
        )
    })
    let shift = 0
    const preview = await startAttioPreview({
        dist,
        attio: {url: bench.url, workspaceId: bench.workspaceId, token: bench.token, readToken: bench.token},
        upstreams: [
            {kind: "posthog", origins: ["https://eu.posthog.com"], target: posthog.url},
            {kind: "attio", origins: ["https://api.attio.com"], target: bench.url},
        ],
        connections: [
            {
                ...{key: "posthog", title: "PostHog", scope: "workspace", secretLabel: "Personal API key"},
                description: "Reads signals from your PostHog project.",
            },
        ],
        env: o.env ?? {},
        userId: member,
        now: () => Date.now() + shift,
        ...(o.limitMs === undefined ? {} : {limitMs: o.limitMs}),
    })
    return {
        ...{preview, bench, companies: {acme, globex, bare}, deal: deal.id.record_id, asked},
        advance: (ms) => (shift += ms),
        async probe(what, ...args) {
            const call = {origin: "app", hash: "inside/probe.server", args: [what, ...args], view: null}
            const wire = await preview.app.callFunction(call)
            return wire === "" ? undefined : (JSON.parse(wire) as unknown)
        },
        async close() {
            await preview.close()
            await posthog.close()
            await bench.close()
        },
    }
}
