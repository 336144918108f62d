import {writerOf} from "@beton/posthog-app/writer"
import {runId} from "@beton/shared/events/ids"
import {runCompletedEvent} from "@beton/shared/events/run-completed"
import {signalFiredEvent} from "@beton/shared/events/signal-fired"
import {type AccountSource} from "@beton/shared/queries/account"
import {accountCoverage, eventNames} from "@beton/shared/queries/sources"

import {STORY_NOW, storyTruth} from "../../scripts/sandbox/story/index"
import {replay, type Rows} from "./live-replay"
import {storyProject} from "./story"
import {byInstant, COMPANIES, daily, DAY_MS, type DetectionProject, DOMAINS, SIGNAL_IDS} from "./support"

const INSTANTS = daily(STORY_NOW, 30)

/** What one day's run writes about every account, whether it is active or not. */
function dayOfEvents(project: DetectionProject, source: AccountSource, asOf: string) {
    const writer = writerOf(project.config)
    const {accounts} = storyTruth({size: "micro"})
    const run_id = runId(writer.project, asOf)
    const fired = accounts.map(({key, domain}) =>
        signalFiredEvent(
            source.type === "group" ? key : (domain ?? key),
            asOf,
            {
                ...{run_id, score: 85, partial: false, routed: true, route_reason: "score 85 of 60"},
                ...{signal_types: [...SIGNAL_IDS], new_signal_types: ["billing_intent"], replayed: false},
                definition_version: {billing_intent: 1},
                evidence: {
                    billing_intent: {
                        ...{observed: 2, threshold: 1, unit: "events", window_days: 7},
                        facts: {last_event: "checkout_started", $current_url: "https://a.example/pricing"},
                    },
                },
                why_now: "Took 2 checkout or upgrade steps.",
            },
            source,
            writer,
        ),
    )
    const summary = runCompletedEvent(
        {
            ...{schema_version: 1, run_id, as_of: asOf, started_at: asOf, finished_at: asOf, partial: false},
            ...{accounts_active: 12, accounts_emitted: 12, events_written: 12, signals: [], held: {}},
            ...{distrusted_events: {}, coverage: {events: 1, persons: 1}, queries: 9, problems: []},
            routing: {
                ...{state: "off", reason: "", would_route: 0, created: 0, updated: 0, skipped: {}},
                failed: 0,
            },
        },
        writer,
    )
    return [...fired, summary]
}

it("thirty days of Beton's own events change no row of any signal, in groups and e-mail domains", async () => {
    const project = await storyProject({size: "micro"})
    const ask = async () => {
        const groups: Rows = await replay(project, INSTANTS)
        const domains: Record<string, unknown> = {}
        for (const signal of SIGNAL_IDS)
            domains[signal] = byInstant(
                await project.detect(signal, {instants: INSTANTS, account: DOMAINS}),
                INSTANTS,
            )
        const range = {from: new Date(INSTANTS[0] as number).toISOString(), to: new Date(Date.parse(STORY_NOW) + DAY_MS).toISOString()} // prettier-ignore
        const coverage = []
        for (const account of [COMPANIES, DOMAINS])
            coverage.push(await project.client.query(accountCoverage, {...range, account}))
        const names = await project.client.query(eventNames, range)
        return {groups, domains, coverage, names}
    }
    const before = await ask()
    for (const signal of SIGNAL_IDS) expect(before.groups[signal].length).toBeGreaterThan(0)

    // One run writes one kind of account; here both follow each other, so that either kind could leak into the other.
    for (const source of [COMPANIES, DOMAINS]) {
        const batch = INSTANTS.flatMap((asOf) => dayOfEvents(project, source, new Date(asOf).toISOString()))
        for (let from = 0; from < batch.length; from += 100)
            expect(await project.client.capture(project.apiToken, batch.slice(from, from + 100))).toEqual({
                ok: true,
                value: null,
            })
    }
    const written = await project.rows(
        "SELECT event, uniqExact(uuid), countIf($group_0 != '') FROM events WHERE startsWith(event, 'beton_') GROUP BY event ORDER BY event LIMIT 10",
    )
    // The 30 summaries of the second writing have the ids of the first.
    expect(written).toEqual([["beton_run_completed", 30, 0], ["beton_signal_fired", 30 * 12 * 2, 30 * 12]]) // prettier-ignore
    expect(await ask()).toEqual(before)
})
