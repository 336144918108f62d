import {accountHealth} from "@beton/posthog-app/dashboards/account-health"
import {performance} from "@beton/posthog-app/dashboards/performance"
import {signalOverview} from "@beton/posthog-app/dashboards/signal-overview"
import {writerOf} from "@beton/posthog-app/writer"
import type {AccountSource} from "@beton/shared/queries/account"

import {clientOf, configOf, formFor, type TestProject, testProject} from "../../app/support/project"
import {called, groupNames} from "./account-names"
import {performanceFigures} from "./deal-figures"
import {healthFigures} from "./health-figures"
import type {MadeEntry} from "./made-deals"
import {randomDeals} from "./random-deals"
import {firingFigures, type MadeFiring, randomFirings} from "./random-firings"
import {dice, insertUse, randomUse} from "./random-world"
import type {Calendar, RawEvent} from "./raw-events"
import {withInstants} from "./raw-events"
import {SIGNAL_NAMES} from "./signal-names"
import {contextFor, expectRows, rowsOf} from "./tiles"

/** A project to be made up, and when it is looked at. */
export interface OtherWorld extends Calendar {
    readonly now: string
    readonly source: AccountSource
}

const DAY = 86_400_000
const TEAM: AccountSource = {type: "group", groupType: "team", groupTypeIndex: 2}
const PROPERTY: AccountSource = {type: "person_property", property: "company name"}
const MAIL: AccountSource = {type: "email_domain", emailProperty: "email", excludedDomains: []}

/** Zones off the whole hour, far from UTC, and looked at within minutes of their midnights or soon after clocks changed. */
export const OTHER_WORLDS: readonly OtherWorld[] = [
    {zone: "America/St_Johns", weekStart: 0, now: "2026-11-03T02:11:29.000Z", source: PROPERTY},
    {zone: "Pacific/Apia", weekStart: 1, now: "2026-03-29T10:30:29.000Z", source: TEAM},
    {zone: "Europe/Berlin", weekStart: 0, now: "2026-10-26T00:30:00.000Z", source: MAIL},
    {zone: "Asia/Kolkata", weekStart: 1, now: "2026-10-05T06:11:29.000Z", source: TEAM},
    {zone: "America/New_York", weekStart: 0, now: "2026-11-01T05:30:00.000Z", source: TEAM},
    {zone: "Africa/Casablanca", weekStart: 1, now: "2026-03-01T00:30:00.000Z", source: TEAM},
    {zone: "Pacific/Chatham", weekStart: 1, now: "2026-09-30T20:30:00.000Z", source: PROPERTY},
]

const SETTINGS = {
    signals: {
        billing_intent: {events: ["checkout_started"]},
        support_engagement: {events: ["intercom_message_sent"]},
        limit_approaching: {usage_property: "api_calls_used", limit_property: "api_calls_limit"},
        trial_expiring: {end_property: "trial_ends_at"},
    },
    value: {quota_per_quarter: 1000, cost_per_year: 10, currency: "USD"},
} // prettier-ignore
const INSTANTS = ["last_seen", "last_step", "last_message", "ends", "newest_change", "fired_at"]
/** Tiles about runs, of which these worlds have none. */
const ABOUT_RUNS = ["data-sources", "runs", "hours-since-run"]
const DASHBOARDS = [accountHealth, performance, signalOverview]

/** Registers the tests that every figure of a made-up project is what its events say, computed without HogQL. */
export function checkWorld(world: OtherWorld, seed: number): void {
    const {zone, weekStart, source} = world
    const now = Date.parse(world.now)
    let project: TestProject
    let form: Record<string, unknown>
    let use: RawEvent[]
    let deals: MadeEntry[]
    let firings: MadeFiring[]

    beforeAll(async () => {
        const groupTypes = ["company", "workspace", "team"].map((group_type) => ({group_type}))
        project = await testProject({timezone: zone, weekStartDay: weekStart, now: world.now, groupTypes})
        form = formFor(project, {account: "group:team"}, SETTINGS)
        const random = dice(seed)
        const writer = writerOf(configOf(form))
        use = randomUse(random, now, 1500, source)
        deals = randomDeals(random, now, 300, writer)
        firings = randomFirings(random, now, 150, source, writer)
        await insertUse(project, use, source)
        const events = [...deals, ...firings].map(({event}) => event)
        // What is sent again may stand there twice.
        for (const batch of [events, events.slice(0, 40), events.slice(-60)]) {
            const sent = await clientOf(form).capture(project.apiToken, batch)
            if (!sent.ok) throw new Error(sent.failure.message)
        }
    })

    const expectedOf = (from: number) => {
        const horizonDays = configOf(form).settings.backtest.horizon_days
        // A value below 0 is none.
        const entries = deals.map(({timestamp, content}) => {
            const value = content.deal_value
            return {timestamp, content: {...content, deal_value: value !== null && value >= 0 ? value : null}}
        })
        return {
            ...healthFigures(use, {
                ...{now, writer: "", names: SIGNAL_NAMES, calendar: world, groupType: "team"},
                ...{billingEvents: ["checkout_started"], supportEvents: ["intercom_message_sent"]},
            }),
            ...performanceFigures(entries, {now, horizonDays, pql: "pql", quota: 1000, cost: 10, currency: "USD", zone}),
            ...firingFigures(firings, {from, calendar: world, pages: `${project.url}/project/${project.id}/groups/2/`}),
        }
    } // prettier-ignore

    const tiles = DASHBOARDS.flatMap((dashboard) =>
        dashboard.tiles
            .filter(({id}) => !ABOUT_RUNS.includes(id))
            // Only groups report properties of their own, and only they have pages.
            .filter(({id}) => source.type === "group" || !["trials", "plan-limits", "hot-queue"].includes(id))
            .map((tile) => [tile.id, dashboard] as const),
    )
    it.each(tiles)("%s", async (id, dashboard) => {
        const context = {...contextFor(form), account: source}
        for (const days of dashboard === signalOverview ? [null, 30] : [null]) {
            const from = days === null ? 0 : now - days * DAY
            const filters = days === null ? {} : {filters: {dateRange: {date_from: new Date(from).toISOString()}}}
            const rows = await rowsOf(project, dashboard, id, context, filters)
            const figures = (expectedOf(from) as Record<string, (typeof rows)[number][]>)[id] ?? []
            const expected = source.type === "group" ? called(id, figures, await groupNames(project, 2)) : figures
            expect(expected.length).toBeGreaterThan(0)
            expectRows(withInstants(rows, INSTANTS), expected)
        }
    }) // prettier-ignore
}
