import {accountDistinctId, betonProperties} from "./capture-event"
import {betonId, runEventId} from "./ids"
import {type RunCompletedContent, runCompletedContentSchema, runCompletedEvent} from "./run-completed"
import {signalFiredContentSchema, signalFiredEvent, type SignalFiredInput} from "./signal-fired"
import {keyPairOf, verify} from "./signing"

const AS_OF = "2026-10-05T06:00:00.000Z"
const KEYS = keyPairOf(new Uint8Array(32).fill(5))
const WRITER = {project: "7", writer: "w_test", keys: KEYS}
const GROUP = {type: "group", groupType: "company", groupTypeIndex: 2} as const
const INPUT: SignalFiredInput = {
    run_id: "run",
    score: 75,
    partial: false,
    signal_types: ["pricing_intent", "team_growth"],
    new_signal_types: ["team_growth"],
    definition_version: {pricing_intent: 1, team_growth: 1},
    evidence: {
        pricing_intent: {
            observed: 3,
            threshold: 2,
            unit: "visits",
            window_days: 7,
            facts: {people: 2, pages: ["/a"]},
        },
    },
    why_now: "why",
    routed: true,
    route_reason: "score 75 of 60",
    replayed: false,
}
const SUMMARY: RunCompletedContent = {
    schema_version: 1,
    run_id: "run",
    as_of: AS_OF,
    started_at: AS_OF,
    finished_at: "2026-10-05T06:01:00.000Z",
    partial: false,
    accounts_active: 3,
    accounts_emitted: 2,
    events_written: 2,
    signals: [{type: "team_growth", state: "ok", reason: "", active: 3, fired: 2}],
    held: {cooldown: 1},
    distrusted_events: {},
    routing: {
        state: "off",
        reason: "No Attio token is set.",
        would_route: 1,
        created: 0,
        updated: 0,
        skipped: {},
        failed: 0,
    },
    coverage: {events: 0.5, persons: null},
    queries: 14,
    problems: [],
}

describe("beton_signal_fired", () => {
    const event = signalFiredEvent("acme", AS_OF, INPUT, GROUP, WRITER)

    it("is the same bytes for the same input", () => {
        expect(JSON.stringify(signalFiredEvent("acme", AS_OF, INPUT, GROUP, WRITER))).toBe(
            JSON.stringify(event),
        )
    })

    it("has a fixed uuid and timestamp, names the group both ways and makes no person", () => {
        const id = betonId("7", "acme", AS_OF)
        expect(event).toMatchObject({
            event: "beton_signal_fired",
            uuid: id,
            timestamp: AS_OF,
            distinct_id: "beton:account:acme",
        })
        expect(event.properties).toMatchObject({
            $process_person_profile: false,
            $groups: {company: "acme"},
            $group_2: "acme",
            beton_writer: "w_test",
            beton_id: id,
            signal_score: 75,
            signal_types: INPUT.signal_types,
            new_signal_types: INPUT.new_signal_types,
            detected_at: AS_OF,
            run_id: "run",
            definition_version: INPUT.definition_version,
            evidence: INPUT.evidence,
            routed: true,
        })
        expect(Object.keys(event.properties).filter((name) => name.startsWith("$set"))).toEqual([])
    })

    it("signs everything that will ever be believed of it", () => {
        const trust = verify(event.properties, {
            publicKeys: [KEYS.publicKey],
            project: "7",
            kind: "beton_signal_fired",
        })
        if (!trust.ok) throw new Error(trust.reason)
        expect([trust.envelope.account, trust.envelope.as_of]).toEqual(["acme", AS_OF])
        expect(signalFiredContentSchema.parse(trust.envelope.content)).toEqual({
            schema_version: 1,
            beton_id: betonId("7", "acme", AS_OF),
            ...INPUT,
        })
    })

    it("names no group when accounts are none", () => {
        const other = signalFiredEvent(
            "acme.example",
            AS_OF,
            INPUT,
            {type: "person_property", property: "company"},
            WRITER,
        )
        expect(Object.keys(other.properties).filter((name) => name.startsWith("$group"))).toEqual([])
        expect(other.properties.account_key).toBe("acme.example")
    })
})

describe("beton_run_completed", () => {
    it("is signed, fixed, and reads back as it was", () => {
        const event = runCompletedEvent(SUMMARY, WRITER)
        expect(event).toMatchObject({
            uuid: runEventId("7", AS_OF),
            timestamp: AS_OF,
            distinct_id: "beton:project:7",
        })
        expect(JSON.stringify(runCompletedEvent(SUMMARY, WRITER))).toBe(JSON.stringify(event))
        const trust = verify(event.properties, {
            publicKeys: [KEYS.publicKey],
            project: "7",
            kind: "beton_run_completed",
        })
        if (!trust.ok) throw new Error(trust.reason)
        expect(runCompletedContentSchema.parse(trust.envelope.content)).toEqual(SUMMARY)
    })
})

describe("common properties", () => {
    it("fit PostHog's limits", () => {
        expect(accountDistinctId("x".repeat(500))).toHaveLength(200)
        expect(betonProperties("w")).toEqual({
            $process_person_profile: false,
            $lib: "beton",
            beton_writer: "w",
        })
    })
})
