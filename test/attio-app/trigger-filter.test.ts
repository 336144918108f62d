import {routedMessage} from "@beton/posthog-app/notify/outbox"
import {encodePairing} from "@beton/shared/pairing"

import {DATA, handlersOf, messageRequest, META} from "./support/messages"
import {eachPaired} from "./support/paired"
import {AS_OF, CUSTOM, PAIRING} from "./support/world"

const at = eachPaired()
const {activate, trigger} = handlersOf(() => at.app)
beforeEach(() => activate())

/** What a workflow with a filter makes of a message. */
async function typeOf(config: object, data: object = {}): Promise<string> {
    const answer = await trigger(messageRequest(at.now, {message: {data: {...DATA, ...data}}}), config)
    return (answer as {type: string}).type
}

it.each<[string, object, boolean]>([
    ["a score that is reached", {minScore: 72}, true],
    ["a score that is not", {minScore: 73}, false],
    ["one of the signals", {signalTypes: ["pricing_intent", "team_growth"]}, true],
    ["other signals", {signalTypes: ["team_growth"]}, false],
    ["no signal chosen", {signalTypes: []}, true],
    ["a signal by its title, in other letters", {signalTypes: ["pricing INTEREST"]}, true],
    ["a signal that nobody knows", {signalTypes: ["Seat hoarding"]}, false],
    ["an empty text", {signalTypes: [" "]}, false],
    ["prospects", {audience: "prospect"}, true],
    ["everybody", {audience: "any"}, true],
])("%s", async (_what, config, fires) => {
    expect(await typeOf(config)).toBe(fires ? "outcome" : "no-op")
})

it.each([-1, 101, 150, NaN])("a score of %p, which no account can reach, is refused when the workflow is switched on", async (minScore) => {
    expect(await at.app.block("signal-fired", "activate", [{minScore}, META])).toEqual({type: "error", errorMessage: '"Score from" must be between 0 and 100. Correct it and switch the workflow on again.'})
}) // prettier-ignore

it.each([0, 100, null, undefined])("a score of %p is taken", async (minScore) => {
    expect(await at.app.block("signal-fired", "activate", [{minScore}, META])).toEqual({type: "complete"})
})

it("a message that is not wanted is not remembered, so a wider filter still sees it", async () => {
    expect(await typeOf({minScore: 90})).toBe("no-op")
    expect(await typeOf({})).toBe("outcome")
})

describe("messages of an older PostHog app name signals by their titles only", () => {
    const older = {signal_types: undefined}

    it.each<[string, object, string]>([
        ["the pairing says which they are", {signalTypes: ["limit_approaching"]}, "outcome"],
        ["others are not", {signalTypes: ["team_growth"]}, "no-op"],
        ["nobody is left out", {}, "outcome"],
    ])("%s", async (_what, config, type) => expect(await typeOf(config, older)).toBe(type))

    it("with an older pairing too, names that follow from the ids still fit", async () => {
        at.app.pair(encodePairing({...PAIRING, signals: []}))
        const data = {...older, signals: ["Team growth"]}
        expect(await typeOf({signalTypes: ["pricing_intent"]}, data)).toBe("no-op")
        expect(await typeOf({signalTypes: ["team_growth"]}, data)).toBe("outcome")
    })
})

describe("a signal of the team's own that the pairing knows", () => {
    const data = {signals: [CUSTOM.title], signal_types: [CUSTOM.id], top_signal: CUSTOM.title}

    it.each<[string, object, string]>([
        ["by its id", {signalTypes: [CUSTOM.id]}, "outcome"],
        ["by its title", {signalTypes: [CUSTOM.title]}, "outcome"],
        ["for its audience", {audience: "customer"}, "outcome"],
        ["not for another audience", {audience: "prospect"}, "no-op"],
    ])("%s", async (_what, config, type) => expect(await typeOf(config, data)).toBe(type))

    it("by its id also after it was renamed", async () =>
        expect(await typeOf({signalTypes: [CUSTOM.id]}, {...data, signals: ["New name"]})).toBe("outcome"))
})

describe("a signal that the pairing does not know", () => {
    /** As the PostHog app sends it. */
    const message = routedMessage(
        {
            ...{
                account: "acme",
                company: "Acme Inc",
                score: 72,
                topSignal: "Seat hoarding",
                whyNow: "9 seats.",
            },
            ...{
                signals: ["Seat hoarding"],
                signalTypes: ["custom_seats"],
                because: "score 72 of 100, threshold 60",
            },
            ...{deal: null, record: null, ownerId: null, posthogUrl: null, trackRecord: null},
        },
        {id: "0c0ffee0-0000-5000-8000-000000000000", asOf: AS_OF},
        "7",
    )
    const run = (config: object) => trigger(messageRequest(at.now, {message}), config)

    it("passes where everything does, and is told by its name", async () => {
        expect(await run({audience: "any"})).toMatchObject({type: "outcome", data: {signals: "Seat hoarding", topSignal: "Seat hoarding", whyNow: "9 seats."}}) // prettier-ignore
    })

    it.each<[string, object, string]>([
        ["by its name", {signalTypes: ["seat hoarding"]}, "outcome"],
        ["by its id", {signalTypes: ["custom_seats"]}, "outcome"],
        ["beside others", {signalTypes: ["team_growth", "Seat hoarding"]}, "outcome"],
        ["not for others", {signalTypes: ["team_growth"]}, "no-op"],
        ["for prospects: it says nothing about whom it is for", {audience: "prospect"}, "outcome"],
        ["and for customers", {audience: "customer"}, "outcome"],
    ])("%s", async (_what, config, type) => expect(((await run(config)) as {type: string}).type).toBe(type))
})
