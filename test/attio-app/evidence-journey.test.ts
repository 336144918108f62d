import {pairingOf} from "@beton/posthog-app/pairing"
import {writerOf} from "@beton/posthog-app/writer"
import {pairedSource} from "@beton/scripts/connect/paired-source"
import {signalFiredEvent, type Writer} from "@beton/shared/events/signal-fired"
import {encodePairing} from "@beton/shared/pairing"

import {insertEvents} from "../detection/micro"
import {COMPANIES, createDetectionProject, type DetectionProject} from "../detection/support"
import type {RawEvent} from "../oracle"
import {App, type Sent} from "./support/app"
import {FIRED, FOREIGN, json, person, record} from "./support/world"

/** The built app against the stand-in for PostHog: the query that it sends is the one that PostHog would run. */
const NOW = Date.parse("2026-10-05T08:00:00.000Z")
const AS_OF = "2026-10-05T06:00:00.000Z"

let project: DetectionProject
let app: App
/** What making the pairing said. */
const said: string[] = []

const used = (who: string, times: number, account = "acme"): RawEvent[] =>
    Array.from({length: times}, (_, i) => ({
        uuid: `${who}-${i}`,
        event: "report_viewed",
        timestamp: `2026-10-0${1 + (i % 3)}T1${i % 10}:00:00Z`,
        distinct_id: who,
        person_id: who,
        properties: {$group_0: account},
        person_properties: {email: who.includes("@") ? who : undefined},
    })) as unknown as RawEvent[]

beforeAll(async () => {
    project = await createDetectionProject()
    const writer = writerOf(project.config)
    const forger: Writer = {...writer, keys: FOREIGN}
    const loud = {...FIRED, score: 100, why_now: "They want to buy today."}
    const genuine = signalFiredEvent("acme", AS_OF, FIRED, COMPANIES, writer)
    const rival = signalFiredEvent("rival", AS_OF, loud, COMPANIES, writer)
    const moved = {...rival, uuid: "00000000-0000-4000-8000-000000000009", properties: {...rival.properties, account_key: "acme", $group_0: "acme"}} // prettier-ignore
    const forged = signalFiredEvent("acme", "2026-10-05T07:00:00.000Z", loud, COMPANIES, forger)
    const other = signalFiredEvent("acme", "2026-10-05T07:30:00.000Z", loud, COMPANIES, {
        ...forger,
        writer: "w_else",
    })
    await project.client.capture(project.apiToken, [genuine, rival, moved, forged, other])
    const people = [...used("Ann@acme.com", 12), ...used("bob@acme.com", 30), ...used("nobody", 50), ...used("eve@rival.com", 40, "rival")] // prettier-ignore
    await insertEvents(project, people.map((event, i) => ({...event, uuid: `00000000-0000-4000-8000-${String(100 + i).padStart(12, "0")}`}))) // prettier-ignore
    app = new App(() => NOW)
    app.server.connection = {id: "c", value: project.key, connection_key: "posthog"}
    app.pair(
        encodePairing(
            pairingOf(project.config, await pairedSource(project.config, (text) => void said.push(text))),
        ),
    )
    app.outside = outside
})

async function outside({url, method, headers, body}: Sent): Promise<Response> {
    if (url.startsWith(project.url)) return fetch(url, {method, headers, ...(body === "" ? {} : {body})})
    if (url.endsWith("/people/records/query"))
        return json({
            data: [person("p1", "Ann Lee", "ann@acme.com"), person("p2", "Bob Ray", "bob@acme.com")],
        })
    return json({data: record("c1", {beton_account: [{value: `${project.config.project}:acme`}]})})
}

it("shows the signed event and the people of the account, whatever others send under its name", async () => {
    const answer = await app.serverFunction("beton/evidence/load-evidence.server", "c1", "companies") // prettier-ignore
    expect(answer).toMatchObject({
        ok: true,
        value: {
            evidence: {
                account: "acme",
                newest: {asOf: AS_OF, score: FIRED.score, whyNow: FIRED.why_now},
                past: [],
                // One signed with another key under our mark, one of a rival moved here; another writer's is not even read.
                distrusted:
                    "2 events about this account were ignored: not signed by your Beton, or for another account. What you see is not affected.",
            },
            people: [
                {name: "Bob Ray", activity: "30 actions on 3 days of the last 30, last 1 day ago."},
                {name: "Ann Lee", activity: "12 actions on 3 days of the last 30, last 1 day ago."},
            ].map((one) => expect.objectContaining(one) as object),
            peopleNote: null,
        },
    })
    const queries = app.sent.filter(({url}) => url.endsWith("/query/"))
    expect(queries).toHaveLength(1)
})

it("the pairing carries the index of the group type and the signals, so that the evidence was one question", async () => {
    expect(said).toEqual([])
    expect(pairingOf(project.config, await pairedSource(project.config, fail))).toMatchObject({
        groupTypeIndex: COMPANIES.type === "group" ? COMPANIES.groupTypeIndex : null,
        signals: expect.arrayContaining([
            {id: "team_growth", title: "Team growth", audience: "both"},
        ]) as object,
    })
    expect(app.sent.filter(({url}) => url.startsWith(project.url))).toHaveLength(1)
})

it.each<[string, object, RegExp]>([
    ["does not answer", {posthogHost: "http://127.0.0.1:9"}, /could not be reached|did not answer/],
    [
        "has no such group type",
        {account: {type: "group", groupType: "team"}},
        /has no group type "team"\. It has: company/,
    ],
])(
    "a PostHog that %s is said, and the line is made without the index",
    async (_what, change, expected) => {
        const lines: string[] = []
        expect(await pairedSource({...project.config, ...change}, (text) => void lines.push(text))).toBeNull()
        expect(lines.join(" ")).toMatch(expected)
        expect(lines.join(" ")).toMatch(/run the connection check in Attio\.$/)
        expect(lines.join(" ")).not.toContain(project.key)
    },
    60_000,
)

function fail(text: string): never {
    throw new Error(text)
}

it("the connection check finds this PostHog in order", async () => {
    const answer = (await app.serverFunction("beton/settings/check-connection.server")) as {value: {title: string; state: string; message: string}[]} // prettier-ignore
    const states = Object.fromEntries(answer.value.map(({title, state}) => [title, state]))
    expect(states).toMatchObject({Pairing: "ok", "PostHog address": "ok", "PostHog personal API key": "ok", Queries: "ok", "Last run": "ok"}) // prettier-ignore
})
