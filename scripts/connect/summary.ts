import type {Config} from "@beton/posthog-app/config/config"

import type {Draft} from "./session"

/** What will be written, before it is. No secret, only whether there is one. */
export function summary(file: string, form: Draft, config: Config, keyKept: boolean): string {
    const rows: [string, string][] = [
        ["PostHog", `${config.posthogHost}, project ${config.project}`],
        ["Account", String(form.account)],
        ["Domain property", config.domainProperty ?? "the account key itself"],
        ["Conversion event", config.outcomeEvent ?? "none yet"],
        ["Threshold", `${config.threshold} of 100`],
        ["Daily run", `${String(config.targetHour).padStart(2, "0")}:00 UTC`],
        ["CRM", config.attioToken === null ? "none yet" : "Attio"],
        ["Routing", config.routingConfirmed ? "on" : "off, until you switch it on"],
        ["Signing key", keyKept ? "kept" : "a new one"],
    ]
    const width = Math.max(...rows.map(([name]) => name.length))
    return [
        `\n${file} will say:`,
        ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
        "It holds keys: only you can read it, and it belongs in no repository.",
    ].join("\n")
}
