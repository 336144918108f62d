import {accountMessage, digestMessage, runFailedMessage, TEST_MESSAGE} from "@beton/shared/notify/slack"
import * as fc from "fast-check"

import {slackAnswer} from "../../scripts/sandbox/receiver/slack"

it("Slack takes every message that Beton can make, whatever the names", () => {
    const text = fc.string({unit: "binary", maxLength: 4_000})
    const names = [
        "account",
        "company",
        "score",
        "signals",
        "top_signal",
        "why_now",
        "track_record",
        "routed_because",
        "deal_url",
        "company_url",
        "posthog_url",
    ] as const
    const values = fc.record(
        Object.fromEntries(names.map((name) => [name, text])) as Record<(typeof names)[number], typeof text>,
    )
    fc.assert(
        fc.property(values, text, (variables, reason) => {
            const many = Array.from({length: 7}, () => ({company: variables.company, score: 50}))
            for (const message of [
                accountMessage(null, variables),
                digestMessage(many),
                runFailedMessage("2026-10-05T06:00:00.000Z", reason),
                TEST_MESSAGE,
            ])
                expect(slackAnswer(JSON.stringify(message))).toEqual({status: 200, text: "ok"})
        }),
        {numRuns: 200},
    )
})
