import {writerOf} from "@beton/posthog-app/writer"
import {SIGNAL_FIRED, signalFiredEvent} from "@beton/shared/events/signal-fired"
import {type KeyPair, keyPairOf, sign, verify} from "@beton/shared/events/signing"

import {appHost} from "./support/app-host"
import {
    AS_OF,
    configOf,
    DAY_MS,
    formFor,
    KEYS,
    onlyRun,
    onlySignals,
    type TestProject,
    testProject,
    WAKE,
} from "./support/project"
import {checkoutAccounts} from "./support/tiny-data"
import {openWire} from "./support/wire"

jest.setTimeout(60_000)

const YESTERDAY = new Date(Date.parse(AS_OF) - DAY_MS).toISOString()
const FOREIGN = keyPairOf(Uint8Array.from({length: 32}, () => 9))
let project: TestProject
beforeEach(async () => {
    project = await testProject()
})

/** A firing of billing_intent as the app would have written it a day ago. */
const firing = (
    account: string,
    o: {keys?: KeyPair; project?: string; facts?: Record<string, string | string[]>; why?: string} = {},
) =>
    signalFiredEvent(
        account,
        YESTERDAY,
        {
            run_id: "r",
            score: 45,
            partial: false,
            signal_types: ["billing_intent"],
            new_signal_types: ["billing_intent"],
            definition_version: {billing_intent: 1},
            evidence: {
                billing_intent: {
                    observed: 1,
                    threshold: 1,
                    unit: "events",
                    window_days: 7,
                    facts: o.facts ?? {},
                },
            },
            why_now: o.why ?? "why",
            routed: false,
            route_reason: "",
            replayed: false,
        },
        {type: "group", groupType: "company", groupTypeIndex: 0},
        {
            ...writerOf(configOf(formFor(project))),
            project: o.project ?? String(project.id),
            keys: o.keys ?? KEYS,
        },
    )
type Event = ReturnType<typeof firing>
const changed = (event: Event, properties: Record<string, unknown>): Event => ({
    ...event,
    properties: {...event.properties, ...properties},
})
const capture = async (...batch: Event[]) => {
    const answer = await fetch(`${project.url}/batch/`, {
        method: "POST",
        headers: {"content-type": "application/json"},
        body: JSON.stringify({api_key: project.apiToken, historical_migration: false, batch}),
    })
    expect(answer.status).toBe(200)
}
const replaceAt = (text: string, at: number) =>
    text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1)
const day = async (settings: Record<string, unknown> = {}) => {
    const host = appHost({
        config: formFor(project, {}, {signals: onlySignals({billing_intent: {}}), ...settings}),
        clock: {now: WAKE},
        wire: openWire(),
    })
    await host.day()
    expect(host.errors).toEqual([])
    return onlyRun(project)
}
const stored = async () =>
    (await project.admin.sql(
        `SELECT JSONExtractString(properties, 'beton_payload') AS beton_payload, JSONExtractString(properties, 'beton_sig') AS beton_sig FROM events WHERE team_id = ${project.id} AND event = '${SIGNAL_FIRED}'`,
    )) as {beton_payload: string; beton_sig: string}[]

it("what was signed verifies after capture, storage and HogQL, whatever the letters and the size", async () => {
    const why = 'Ünïcödé 😀 „quotes“ "plain" \\ back\u2028line {braces} null\u0001control 漢字'
    const facts = {features: Array.from({length: 4000}, (_, i) => `feature_${i}_ñ`), path: "/plans/größe"}
    await capture(firing("größe & söhne/漢字", {facts, why}))
    const answer = await fetch(`${project.url}/api/projects/${project.id}/query/`, {
        method: "POST",
        headers: {authorization: `Bearer ${project.key}`, "content-type": "application/json"},
        body: JSON.stringify({
            query: {
                kind: "HogQLQuery",
                query: `SELECT properties.beton_payload, properties.beton_sig, $group_0 FROM events WHERE event = '${SIGNAL_FIRED}' LIMIT 5`,
            },
        }),
    })
    const [[beton_payload, beton_sig, group] = [], ...rest] = ((await answer.json()) as {results: string[][]})
        .results
    expect(rest).toEqual([])
    expect(beton_payload?.length).toBeGreaterThan(60_000)
    const trust = verify(
        {beton_payload, beton_sig},
        {publicKeys: [KEYS.publicKey], project: String(project.id), kind: SIGNAL_FIRED},
    )
    expect(trust).toMatchObject({
        ok: true,
        envelope: {
            account: "größe & söhne/漢字",
            content: {why_now: why, evidence: {billing_intent: {facts}}},
        },
    })
    expect(group).toBe("größe & söhne/漢字")
})

describe("the history step", () => {
    const accounts = ["signed", "unsigned", "payload", "signature", "key", "project", "kind", "form"]

    it("believes only what was signed by us, for this project, as this kind; the rest is counted and holds nothing back", async () => {
        await checkoutAccounts(project, accounts)
        const kind = "beton_run_completed"
        const statement = {project: String(project.id), account: "kind", as_of: YESTERDAY, content: {}}
        const sigOf = (event: Event) => String(event.properties.beton_sig)
        const payloadOf = (event: Event) => String(event.properties.beton_payload)
        const altered = firing("payload")
        const resigned = firing("signature")
        await capture(
            firing("signed"),
            changed(firing("unsigned"), {beton_payload: undefined, beton_sig: undefined}),
            changed(altered, {beton_payload: replaceAt(payloadOf(altered), 200)}),
            changed(resigned, {beton_sig: replaceAt(sigOf(resigned), 20)}),
            firing("key", {keys: FOREIGN}),
            firing("project", {project: "999"}),
            changed(firing("kind"), sign({kind, ...statement}, KEYS) as unknown as Record<string, unknown>),
            changed(
                firing("form"),
                sign(
                    {...statement, kind: SIGNAL_FIRED, account: "form", content: {score: "high"}},
                    KEYS,
                ) as unknown as Record<string, unknown>,
            ),
        )
        expect(await stored()).toHaveLength(accounts.length)
        const run = await day()
        expect(run.distrusted_events).toEqual({
            unsigned: 1,
            altered: 2,
            unknown_key: 1,
            foreign_project: 1,
            other_kind: 1,
            malformed: 1,
        })
        expect(run.held).toEqual({cooldown: 1})
        expect(run.events_written).toBe(accounts.length - 1)
    })

    it("the unsigned copies count for nothing: only what the payload says is believed", async () => {
        await checkoutAccounts(project, ["acme", "beta"])
        await capture(changed(firing("acme"), {account_key: "beta", $group_0: "beta", new_signal_types: []}))
        const run = await day()
        expect(run).toMatchObject({held: {cooldown: 1}, events_written: 1, distrusted_events: {}})
    })

    it("a former key that the settings name stays believed", async () => {
        await checkoutAccounts(project, ["acme"])
        await capture(firing("acme", {keys: FOREIGN}))
        expect(await day({former_public_keys: [FOREIGN.publicKey]})).toMatchObject({
            held: {cooldown: 1},
            events_written: 0,
            distrusted_events: {},
        })
    })

    it("an event sent twice, not yet merged, counts once", async () => {
        await checkoutAccounts(project, ["acme"])
        await capture(firing("acme"))
        await capture(firing("acme"))
        expect(await day()).toMatchObject({held: {cooldown: 1}, events_written: 0})
    })
})

it("a forged summary does not make the day look done", async () => {
    await checkoutAccounts(project, ["acme"])
    const real = firing("acme")
    const summary = {
        ...real,
        event: "beton_run_completed",
        timestamp: AS_OF,
        properties: {
            ...real.properties,
            ...sign(
                {
                    kind: "beton_run_completed",
                    project: String(project.id),
                    account: "",
                    as_of: AS_OF,
                    content: {},
                },
                FOREIGN,
            ),
        },
    }
    await capture(summary as Event)
    const host = appHost({
        config: formFor(project, {}, {signals: onlySignals({billing_intent: {}})}),
        clock: {now: WAKE},
        wire: openWire(),
    })
    await host.day()
    expect(host.logs.at(-1)?.text).toMatch(/done: 1 accounts written/)
})
