import {DEFAULT_MINIMUM_LIFT} from "@beton/shared/backtest/analyse"
import {DEFAULT_RULES} from "@beton/shared/backtest/plan"
import {MAX_SUBJECTS} from "@beton/shared/backtest/subjects"
import {webDomain} from "@beton/shared/company"
import {customSignalSchema} from "@beton/shared/signals/custom-signal"
import type {AnySignal, SignalSettings} from "@beton/shared/signals/index"
import {SIGNALS} from "@beton/shared/signals/index"
import * as z from "zod"

import {isEncrypted} from "./private-host"

const BUILT_IN = SIGNALS as readonly unknown[] as readonly AnySignal[]
const SIGNAL_IDS = BUILT_IN.map((signal) => signal.id)
/** Ids and titles of the built-in signals, in the form of an id. */
const BUILT_IN_NAMES: ReadonlySet<string> = new Set(
    BUILT_IN.flatMap(({id, title}) => [id, title.toLowerCase().replace(/ /g, "_")]),
)

const domains = z
    .array(z.string().min(3).refine((text) => webDomain(text.replace(/^@/, "")).ok, {error: "is no web domain; write it like acme.com"}))
    .default([]) // prettier-ignore

const signalSettings = z.strictObject(Object.fromEntries(BUILT_IN.map((s) => [s.id, s.params.prefault({})])))

/** Who owns a new deal (Attio requires an owner). */
const ownerRule = z.strictObject({
    rule: z.enum(["company_owner", "round_robin", "fixed"]).default("company_owner").meta({title: "Owner rule", description: "company_owner: the member with the strongest connection to the company, else the fallback. round_robin: the members named below in turn. fixed: always the fallback."}),
    members: z.array(z.email()).default([]).meta({title: "Owners in turn", description: "Workspace members for round_robin; suspended ones are passed over."}),
    fallback_email: z.email().nullable().default(null).meta({title: "Fallback owner", description: "Workspace member who owns deals when the rule finds nobody. Empty: the first active admin."}),
}) // prettier-ignore

/** One condition of the fit gate (D6). */
const fitCondition = z.strictObject({
    on: z.enum(["company", "account"]).meta({description: "company: an attribute of the company in the CRM. account: a property of the account in PostHog."}),
    field: z.string().min(1),
    is: z.enum(["one_of", "not_one_of", "at_least", "at_most", "set"]),
    values: z.array(z.union([z.string(), z.number()])).default([]),
    when_missing: z.enum(["pass", "block"]).default("pass"),
}).refine(({is, values}) => is === "set" || values.length > 0, {error: "needs at least one value"}) // prettier-ignore

/** Property of an account that marks it, when it has one of the values. */
const marker = z.strictObject({
    property: z.string().min(1),
    values: z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)).min(1),
})

const suppression = z.strictObject({
    existing_customers: z.boolean().default(true).meta({title: "Leave out customers", description: "No deal for accounts that have converted already, carry the customer marker, or whose company has a won deal."}),
    customer_marker: marker.nullable().default(null).meta({title: "Customer marker", description: "Account property that says who is a customer. Example: {\"property\": \"plan\", \"values\": [\"team\", \"business\"]}."}),
    engaged_within_days: z.number().int().min(0).max(90).default(7).meta({title: "Owner engaged (days)", description: "No deal where somebody of your team was in touch with the company by mail or meeting in so many days; 0 = never."}),
    test_marker: marker.nullable().default(null).meta({title: "Test marker", description: "Account property that says which accounts are tests."}),
    accounts: z.array(z.string().min(1)).default([]).meta({title: "Never route", description: "Keys of accounts that are never sent to the CRM."}),
}) // prettier-ignore

/** Field of Beton → attribute slug; null = do not write it. */
const fieldSlugs = z.record(z.string().min(1), z.string().min(1).nullable()).default({})

/** How outcomes come back from the CRM (D4). */
const outcomes = z.strictObject({
    from: z.enum(["attio", "warehouse", "off"]).default("attio").meta({title: "Outcomes from", description: "attio: all deals are read from Attio after each daily run. warehouse: from the Attio tables of PostHog's data warehouse. off: nowhere."}),
    qualified_stages: z.array(z.string().min(1)).default([]).meta({title: "Qualified stages", description: "Ids (or titles) of stages that mean a qualified deal. Ids survive renaming."}),
    won_stages: z.array(z.string().min(1)).default([]).meta({title: "Won stages", description: "Ids (or titles) of stages that mean won. Empty: titles that say won."}),
    lost_stages: z.array(z.string().min(1)).default([]).meta({title: "Lost stages", description: "Ids (or titles) of stages that mean lost. Empty: titles that say lost, disqualified and the like."}),
    lead_source_attribute: z.string().min(1).nullable().default(null).meta({title: "Lead source of all deals", description: "Deal attribute that says where deals came from. Empty: the one that routing writes."}),
    lead_sources: z.record(z.string().min(1), z.array(z.string().min(1)).min(1)).default({}).meta({title: "Lead sources", description: "Your values by kind. Example: {\"inbound\": [\"Website\", \"Referral\"], \"outbound\": [\"SDR\"]}. What is not named keeps its own value; empty ones count as unknown."}),
    as_conversion: z.boolean().default(true).meta({title: "Deals as conversions", description: "Backtests count won (and qualified) deals where no conversion event is set."}),
}) // prettier-ignore

/** Who is told (D9, A13). The address of the Slack webhook is a field of its own, because it is a secret. */
const notify = z.strictObject({
    slack: z.strictObject({
        template: z.string().min(1).max(3000).nullable().default(null).meta({title: "Slack message", description: "Text with variables in double braces: account, company, score, signals, top_signal, why_now, track_record, routed_because, deal_url, company_url, posthog_url. Empty: Beton's own."}),
        max_per_run: z.number().int().min(0).max(100).default(10).meta({title: "Slack messages per run", description: "Further accounts are summed up in one message."}),
    }).prefault({}),
    webhook: z.strictObject({
        url: z.url().nullable().default(null).meta({title: "Webhook address", description: "Gets a signed request for each account that is routed. https only, no private addresses."}),
    }).prefault({}),
    run_failed: z.boolean().default(true).meta({title: "Tell about failed runs", description: "Also send a message when a run stops before it is done."}),
}) // prettier-ignore

/** Which events of a name count, by one property. */
const where = z.strictObject({
    property: z.string().min(1),
    values: z.array(z.string()).min(1),
})

const horizonDays = z.number().int().min(1).max(365)

const qualified = z.strictObject({
    event: z.string().min(1),
    where: where.nullable().default(null),
    horizon_days: horizonDays.default(14),
})

/** What backtests judge signals by (E1, H12). */
const backtest = z.strictObject({
    enabled: z.boolean().default(true).meta({title: "Backtests", description: "Judge every signal by what became of the accounts that showed it, once a day after the run, as far as the conversion event is set. New results are computed only when another week's outcomes are complete or the settings changed."}),
    days: z.number().int().min(28).max(365).default(180).meta({title: "Period (days)", description: "How far back accounts are looked at, once a week each."}),
    horizon_days: horizonDays.default(DEFAULT_RULES.horizonDays).meta({title: "Horizon (days)", description: "An account counts as won when the conversion event follows within so many days. Choose what nine of ten of your customers need."}),
    won_where: where.nullable().default(null).meta({title: "Which conversion events count", description: "Only those with one of these values of a property. Example: {\"property\": \"plan\", \"values\": [\"team\", \"business\"]}."}),
    qualified: qualified.nullable().default(null).meta({title: "Qualified", description: "An earlier success that is seen sooner, judged besides the won customer. Example: {\"event\": \"demo_booked\", \"horizon_days\": 14}; where works like won_where."}),
    gap_days: z.number().int().min(0).max(30).default(DEFAULT_RULES.gapDays).meta({title: "Gap (days)", description: "Accounts that convert within so many days are left out: they were converting already."}),
    min_tenure_days: z.number().int().min(0).max(180).default(DEFAULT_RULES.minTenureDays).meta({title: "Youngest account (days)", description: "Accounts count from this long after their first activity."}),
    active_within_days: z.number().int().min(1).max(90).default(DEFAULT_RULES.activeWithinDays).meta({title: "Active within (days)", description: "Accounts count while their last activity is at most this old: dead accounts are no comparison."}),
    minimum_lift: z.number().min(1).max(20).default(DEFAULT_MINIMUM_LIFT).meta({title: "Smallest useful lift", description: "How many times as often accounts with a signal must convert for it to be worth anybody's time."}),
}) // prettier-ignore

/** What the money figures of the dashboards are compared with (H6); null: those say what to enter. */
const value = z.strictObject({
    quota_per_quarter: z.number().positive().nullable().default(null).meta({title: "Quota (a quarter)", description: "What your team has to win in a quarter. With it, the dashboard shows how many times your open pipeline covers it."}),
    cost_per_year: z.number().positive().nullable().default(null).meta({title: "Cost of routing (a year)", description: "Tools and working time together. With it, the dashboard shows the pipeline that Beton sourced per unit of cost."}),
    currency: z.string().regex(/^[A-Z]{3}$/, "must be a code of three capital letters, such as USD").nullable().default(null).meta({title: "Currency", description: "Of these amounts, as the CRM writes it. Example: \"EUR\". Empty: the one of your deals, where they have only one."}),
}) // prettier-ignore

/** What is shown in PostHog (C1). */
const dashboards = z.strictObject({
    enabled: z.boolean().default(true).meta({title: "Dashboards", description: "Make Beton's dashboards in PostHog and keep them up to date: when the settings changed and after each daily run. What you edit, move or delete there stays so. Needs the scopes dashboard:write and insight:write."}),
    folder: z.string().min(1).max(200).refine((text) => text.trim() !== "", {error: "is blank"}).default("Beton Signals").meta({title: "Folder", description: "Folder of PostHog's project tree where new dashboards are put; older versions have none."}),
}) // prettier-ignore

/** Signals beside the built-in ones, as many as a backtest takes with all of those. */
const customSignals = z
    .array(customSignalSchema)
    .max(MAX_SUBJECTS - SIGNAL_IDS.length)
    .refine((all) => new Set(all.map(({id}) => id)).size === all.length, {
        error: "two signals have the same id",
    })
    .refine((all) => all.every(({id}) => !BUILT_IN_NAMES.has(id)), {
        error: "an id is that of a built-in signal: tables and charts would add the two up",
    })

/** The JSON field: everything that does not deserve a line of its own in the form (A2). */
export const settingsSchema = z.strictObject({
    ingest_host: z.url().nullable().default(null).meta({title: "Ingestion address", description: "Where events are sent. Empty: derived from the PostHog address."}),
    attio_url: z.url().refine(isEncrypted, "must start with https://: the token would travel unencrypted").default("https://api.attio.com").meta({title: "Attio address", description: "Change it for tests only."}),
    name_property: z.string().min(1).default("name").meta({title: "Name property", description: "Account property with the company's name."}),
    email_property: z.string().min(1).default("email").meta({title: "E-mail property", description: "Person property with the e-mail address (account = email)."}),
    free_mail_domains: domains.meta({title: "Further free-mail domains", description: "Domains that name no company, besides the built-in list."}),
    internal_domains: domains.meta({title: "Own domains", description: "Your own company's domains: never routed."}),
    account_map: z.record(z.string().min(1), z.string().min(3)).default({}).meta({title: "Explicit mapping", description: "Account key → company domain in the CRM, where the product's own property is wrong."}),
    domain_aliases: z.record(z.string().min(3), z.string().min(3)).default({}).meta({title: "Domain aliases", description: "Further domain of a company → the one that the CRM knows. Example: {\"acme.io\": \"acme.com\"}."}),
    target_hour: z.number().int().min(0).max(23).nullable().default(null).meta({title: "Run at (hour, UTC)", description: "Days end at this hour. Empty: 6, or the older form field of this name."}),
    former_public_keys: z.array(z.string().min(1)).default([]).meta({title: "Former public keys", description: "Public keys of signing keys that were replaced: what they signed stays believed, so that cooldown holds."}),
    min_coverage: z.number().min(0).max(1).default(0.3).meta({title: "Minimum coverage", description: "Routing stays off while a smaller share of events belongs to an account."}),
    deadline_hours: z.number().min(0.1).max(24).default(6).meta({title: "Deadline (hours)", description: "After this long a run goes on without the signals that could not be computed, marked partial."}),
    partitions: z.number().int().min(1).max(256).default(1).meta({title: "Partitions", description: "Slices per detection query to start with; doubled by itself when a query runs too long."}),
    catch_up_days: z.number().int().min(0).max(30).default(3).meta({title: "Catch up (days)", description: "Missed days that are computed afterwards, oldest first; older ones are skipped. 0 = none. Only the newest day writes to the CRM."}),
    backfill: z.strictObject({
        days: z.number().int().min(1).max(180).default(90).meta({title: "Backfill (days)", description: "How far back firings are replayed when you ask for it."}),
        max_events: z.number().int().min(1).max(1_000_000).default(20_000).meta({title: "Backfill cap", description: "Most events that a backfill writes; the oldest days are left out first."}),
    }).prefault({}),
    trust: z.strictObject({
        unconfirmed_cap: z.number().min(0).max(40).default(40).meta({title: "Cap for unconfirmed signals", description: "Most points of a signal whose events nothing authenticated confirms: anybody with the public project key can send events. 40 = no base score is lowered."}),
        confirmations: z.array(z.strictObject({
            signals: z.array(z.enum(SIGNAL_IDS)).min(1),
            table: z.string().min(1),
            column: z.string().min(1),
        })).max(3).default([]).meta({title: "Confirmations", description: "Warehouse tables that confirm accounts: for these signals an account counts in full when the column holds its key. Example: signals [\"billing_intent\"], table \"stripe.customer\", column \"metadata.account\"."}),
    }).prefault({}),
    routing: z.strictObject({
        target: z.enum(["deal", "company", "task"]).default("deal").meta({title: "What routing makes", description: "deal: a deal in the stage below. company: only the company's attributes. task: a task for the owner, and the company's attributes."}),
        fit: z.array(fitCondition).max(20).default([]).meta({title: "Fit gate", description: "All must hold for an account to be routed; they never change its score. Example: {\"on\": \"company\", \"field\": \"employee_range\", \"is\": \"at_least\", \"values\": [50]}; is: one_of, not_one_of, at_least, at_most, set; when_missing: pass or block."}),
        suppress: suppression.prefault({}),
        after_lost: z.enum(["new_deal", "reopen"]).default("new_deal").meta({title: "After a lost deal", description: "What an account that was lost gets once the cooling period is over: a new deal, or its old one back in the first stage."}),
        cooling_days: z.number().int().min(0).max(730).default(90).meta({title: "Cooling period (days)", description: "An account whose Beton deal was closed is left alone so long."}),
        capacity_per_month: z.number().int().min(1).max(100_000).nullable().default(null).meta({title: "Capacity (accounts a month)", description: "How many routed accounts your team can work. A dry run proposes a threshold for it."}),
        fields: z.strictObject({deals: fieldSlugs, companies: fieldSlugs}).prefault({}).meta({title: "Field mapping", description: "Which attribute holds which of Beton's fields, see docs/CRM.md. Example: {\"deals\": {\"score\": \"lead_score\", \"link\": null}}."}),
        company_fields: z.boolean().default(true).meta({title: "Fields on companies", description: "Write score, signals and why now to the company too."}),
        disposition_attribute: z.string().min(1).default("pql_disposition").meta({title: "Feedback attribute", description: "Select attribute of deals and companies in which sales says why an account was not useful."}),
        task: z.strictObject({
            enabled: z.boolean().default(false).meta({title: "Task for new deals", description: "Also create a task for the owner. Needs the scope task (read-write)."}),
            due_working_days: z.number().int().min(0).max(30).default(1).meta({title: "Task due (working days)"}),
        }).prefault({}),
        external_id_attribute: z.string().min(1).nullable().default(null).meta({title: "External id attribute", description: "Company attribute that holds your own id of the account."}),
        external_id_property: z.string().min(1).nullable().default(null).meta({title: "External id property", description: "Account property with that id. Empty: the account's key."}),
        match_by_name: z.boolean().default(true).meta({title: "Match by name", description: "Where no domain decides, accept one company of exactly the same name."}),
        stage: z.string().min(1).nullable().default(null).meta({title: "Deal stage", description: "Title or id of the stage of new deals. Empty: the first stage."}),
        closed_stages: z.array(z.string().min(1)).default([]).meta({title: "Closed stages", description: "Titles or ids of the stages that end a deal. Empty: titles that contain won, lost, closed, churned, dead or disqualified."}),
        owner: ownerRule.prefault({}),
        unresolved: z.enum(["skip", "create_company"]).default("skip").meta({title: "Unknown companies", description: "What to do when the CRM has no company for an account."}),
        create_attributes: z.boolean().default(true).meta({title: "Create missing attributes", description: "Consent to create Beton's attributes on deals."}),
        lead_source_attribute: z.string().min(1).default("lead_source").meta({title: "Lead source attribute", description: "Deal attribute that says where a deal came from."}),
        lead_source_value: z.string().min(1).default("pql").meta({title: "Lead source value", description: "Its value for Beton's deals."}),
        daily_cap: z.number().int().min(0).max(1000).default(50).meta({title: "Daily cap", description: "Most new deals per run; deals that are opened again and companies that are made without a deal count as well."}),
    }).prefault({}),
    average_contract_value: z.number().positive().nullable().default(null).meta({title: "Average contract value (a year)", description: "In the currency of your CRM. With it, accounts show their revenue potential: chance to convert times this value."}),
    value: value.prefault({}),
    outcomes: outcomes.prefault({}),
    notify: notify.prefault({}),
    backtest: backtest.prefault({}),
    dashboards: dashboards.prefault({}),
    custom_signals: customSignals.default([]).meta({title: "Your own signals", description: `Detected, scored and judged like the built-in ones, at most ${MAX_SUBJECTS - SIGNAL_IDS.length}: so many events, people or days with certain events in a window. In events and results their ids begin with custom_. Example: {"id": "invited_team", "title": "Invited the team", "events": ["invite_sent"], "at_least": 3, "window_days": 7}.`}),
    signals: signalSettings.prefault({}),
}) // prettier-ignore

/** Effective settings of the JSON field. */
export type Settings = Omit<z.output<typeof settingsSchema>, "signals"> & {readonly signals: SignalSettings}
