import type {PluginConfigSchema} from "@posthog/plugin-scaffold"

import {DASHBOARD_SCOPES, POSTHOG_SCOPES} from "./scopes"

/** Keys of the settings form; the order is the form's. */
export const FIELD_KEYS = [
    "posthog_host",
    "posthog_key",
    "posthog_project",
    "account",
    "domain_property",
    "outcome_event",
    "threshold",
    "target_hour",
    "attio_token",
    "routing_confirmed",
    "slack_webhook",
    "signing_key",
    "settings",
] as const

/** Key of a settings field. */
export type FieldKey = (typeof FIELD_KEYS)[number]

type Field = PluginConfigSchema & {
    readonly name: string
    readonly hint: string
    readonly default: string
    /** Still read, but the form no longer shows it: it has at most 12 fields (DESIGN §3). */
    readonly hidden?: true
}

/**
 * The settings form (A2, DESIGN §3 "Configuration has one owner"). `plugin.json` is generated from this object.
 * Form values reach the plugin as text, and defaults are not applied by the host, so `parseConfig` applies them.
 */
export const FIELDS: Readonly<Record<FieldKey, Field>> = {
    posthog_host: {
        name: "PostHog address",
        type: "string",
        default: "https://us.posthog.com",
        required: true,
        hint: "https://us.posthog.com, https://eu.posthog.com, or the address of your own PostHog.",
    },
    posthog_key: {
        name: "PostHog personal API key",
        type: "string",
        default: "",
        required: true,
        secret: true,
        hint: `Starts with phx_. Scopes: ${POSTHOG_SCOPES.map(({scope}) => scope).join(", ")}; for dashboards also ${DASHBOARD_SCOPES.map(({scope}) => scope).join(", ")}.`,
    },
    posthog_project: {
        name: "PostHog project id",
        type: "string",
        default: "",
        required: true,
        hint: "The number in the address of your project, e.g. 12345.",
    },
    account: {
        name: "What an account is",
        type: "string",
        default: "group:company",
        required: true,
        hint: "group:<group type>, person:<person property>, or email for the e-mail domain of identified people.",
    },
    domain_property: {
        name: "Domain property",
        type: "string",
        default: "domain",
        hint: "Account property with the company's web domain. Write account when the account key itself is the domain.",
    },
    outcome_event: {
        name: "Conversion event",
        type: "string",
        default: "",
        hint: "Event that marks a won customer, e.g. subscription_started. Needed for backtests.",
    },
    threshold: {
        name: "Routing threshold",
        type: "string",
        default: "60",
        hint: "Score from 0 to 100. Accounts at or above it are sent to the CRM.",
    },
    target_hour: {
        name: "Run at (hour, UTC)",
        type: "string",
        default: "6",
        hidden: true,
        hint: "0 to 23. Days end at this hour, in UTC. Newer: target_hour in the JSON settings.",
    },
    attio_token: {
        name: "Attio API token",
        type: "string",
        default: "",
        secret: true,
        hint: "Scopes: record_permission and object_configuration (read-write), user_management (read). Empty: no CRM.",
    },
    routing_confirmed: {
        name: "Routing",
        type: "choice",
        choices: ["off", "on"],
        default: "off",
        hint: "off: runs say what they would send to the CRM. Switch on after reading a dry run.",
    },
    slack_webhook: {
        name: "Slack webhook",
        type: "string",
        default: "",
        secret: true,
        hint: "Address of an incoming webhook (https://hooks.slack.com/services/…): tells a channel when an account is sent to sales. Empty: no messages.",
    },
    signing_key: {
        name: "Signing key",
        type: "string",
        default: "",
        required: true,
        secret: true,
        hint: "Made by `beton keygen`. Beton signs what it writes, because PostHog's project key is public.",
    },
    settings: {
        name: "More settings (JSON)",
        type: "json",
        default: "{}",
        hint: "Signals (thresholds, windows, event names), routing and lists. Example and all defaults: docs/SETTINGS.md.",
    },
}

/**
 * The plugin's manifest (HOST.md §1). `publicJobs` are the jobs that people start on the app's page: the page makes a
 * form of each payload and shows nothing but these names and titles. PostHog checks no payload and adds `$operation`,
 * so the jobs themselves decide what a missing or odd `dry_run` means.
 */
export function pluginManifest(version: string): Record<string, unknown> {
    return {
        name: "Beton",
        description: "Tells which accounts are ready to buy and puts the evidence next to the deal in Attio.",
        main: "index.js",
        posthogVersion: ">= 1.43.0",
        version,
        config: [
            {
                markdown:
                    "Beton scores accounts on eight signals once a day, writes `beton_signal_fired` events and, once you switch routing on, creates deals in Attio.",
            },
            ...FIELD_KEYS.filter((key) => FIELDS[key].hidden !== true).map((key) => ({key, ...FIELDS[key]})),
        ],
        publicJobs: {
            run_now: {
                payload: {
                    dry_run: {
                        type: "boolean",
                        title: "Dry run: say what would be written, write nothing",
                        required: true,
                        default: false,
                    },
                },
            },
            backfill: {
                payload: {
                    dry_run: {
                        type: "boolean",
                        title: "Dry run: only count what fired in the last 90 days. False writes it, marked as replayed",
                        required: true,
                        default: true,
                    },
                },
            },
        },
    }
}
