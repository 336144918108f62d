import {getWorkspaceConnection, Settings} from "attio/server"

import schema from "../app/settings/schema"

/** Asks PostHog once. */
export default async function loadEvidence(
    domain: string,
): Promise<{signals: {name: string; count: number}[]; threshold: number | null}> {
    const connection = getWorkspaceConnection()
    const {host, threshold} = await Settings.getSettings(schema)
    const response = await fetch(`${host ?? "https://eu.posthog.com"}/api/projects/1/query/`, {
        method: "POST",
        headers: {authorization: `Bearer ${connection.value}`, "content-type": "application/json"},
        body: JSON.stringify({query: {kind: "HogQLQuery", query: "SELECT 1"}, domain}),
    })
    const body = (await response.json()) as {results?: [string, number][]}
    return {
        signals: (body.results ?? []).map(([name, count]) => ({name: String(name), count: Number(count)})),
        threshold,
    }
}
