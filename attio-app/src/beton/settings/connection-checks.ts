import type {Result} from "@beton/shared/api/result"
import {accountFound} from "@beton/shared/checks/account"
import {tokenAccepted} from "@beton/shared/checks/attio"
import {bad, failed, type Finding, ok, skipped, warn} from "@beton/shared/checks/finding"
import {lastRunFinding} from "@beton/shared/checks/last-run"
import {addressFinding, hasPostHogScope, hogqlFinding, isPassing, keyAccepted, keyProjects, lacksScope, OLDER_VERSION, scopeGranted} from "@beton/shared/checks/posthog" // prettier-ignore
import type {Pairing, PairingResult} from "@beton/shared/pairing"
import {probe} from "@beton/shared/queries/probe"
import {recentRuns} from "@beton/shared/queries/recent-runs"
import * as z from "zod/mini"

import {OWN_WORDS, ownToken} from "../../attio/attio"
import type {Budget} from "../../http/send"
import {lookUpSource} from "../../posthog/account-source"
import {askPostHog, callPostHog, hostProblem, type PostHog} from "../../posthog/posthog"

const DAY_MS = 86_400_000

/** One line of the connection check. */
export interface CheckLine extends Finding {
    readonly title: string
}

/** What the app asks of a PostHog key, and of its own token. */
const POSTHOG_SCOPES = [
    {scope: "query:read", why: "read the evidence"},
    {scope: "group:read", why: "find the group type that stands for an account"},
] as const
const ATTIO_SCOPES = [
    {scope: "record_permission", level: "read-write", why: "read records and note that one was not useful"},
    {scope: "object_configuration", level: "read", why: "read records' fields"},
] as const

const keySchema = z.looseObject({
    label: z.catch(z.string(), ""),
    scopes: z.catch(z.nullable(z.array(z.string())), null),
    scoped_teams: z.catch(z.nullable(z.array(z.number())), null),
})

/** All lines, in the order in which one would fix them. */
export async function connectionChecks(read: PairingResult, key: string, budget: Budget): Promise<CheckLine[]> {
    const attio = attioLines(await ownToken(budget))
    if (!read.ok)
        return [{title: "Pairing", ...bad(read.message)}, {title: "PostHog", ...skipped('Not checked: "Pairing" comes first.')}, ...attio]
    const {pairing} = read
    const paired = ok(`Paired with project ${pairing.project} at ${pairing.host}.`)
    const posthog: PostHog = {host: pairing.host, project: pairing.project, key, budget}
    return [{title: "Pairing", ...paired}, ...(await posthogLines(posthog, pairing)), ...attio]
} // prettier-ignore

async function posthogLines(posthog: PostHog, pairing: Pairing): Promise<CheckLine[]> {
    const problem = hostProblem(posthog.host)
    if (problem !== null) return [{title: "PostHog address", ...bad(problem)}]
    const answer = await callPostHog(posthog, "/api/personal_api_keys/@current/")
    const address = addressFinding(posthog.host, answer)
    const lines: CheckLine[] = [{title: "PostHog address", ...address}]
    if (address.state !== "ok") return lines
    const key = keyFinding(answer)
    lines.push({title: "PostHog personal API key", ...key.finding})
    if (key.finding.state === "fail") return lines
    if (key.scopes !== null)
        for (const {scope, why} of POSTHOG_SCOPES) {
            if (scope === "group:read" && pairing.account.type !== "group") continue
            const finding = hasPostHogScope(key.scopes, scope)
                ? ok(scopeGranted(why))
                : bad(lacksScope(scope))
            lines.push({title: `Scope ${scope}`, ...finding})
        }
    if (key.projects !== null) lines.push({title: "Projects of the key", ...keyProjects(key.projects, posthog.project)}) // prettier-ignore
    lines.push({title: "What an account is", ...(await accountLook(posthog, pairing))})
    const queries = hogqlFinding(await askPostHog(posthog, probe, {}))
    lines.push({title: "Queries", ...queries})
    if (queries.state === "ok") lines.push({title: "Last run", ...(await lastRun(posthog, pairing))})
    return lines
}

interface KeyLook {
    readonly finding: Finding
    readonly scopes: readonly string[] | null
    readonly projects: readonly number[] | null
}

function keyFinding(answer: Result<unknown>): KeyLook {
    const unknown = {scopes: null, projects: null}
    if (!answer.ok) {
        const refused = answer.failure.kind === "unauthorized" || isPassing(answer.failure)
        return {finding: refused ? failed(answer.failure) : warn(OLDER_VERSION), ...unknown}
    }
    const {label, scopes, scoped_teams: projects} = keySchema.parse(answer.value)
    const known = scopes === null || scopes.length === 0 ? null : scopes
    return {finding: ok(keyAccepted(label, known !== null)), scopes: known, projects: projects ?? []}
}

async function accountLook(posthog: PostHog, pairing: Pairing): Promise<Finding> {
    const source = await lookUpSource(posthog, pairing)
    return source.ok ? ok(accountFound(source.value)) : failed(source.failure)
}

async function lastRun(posthog: PostHog, {writer, publicKeys, project}: Pairing): Promise<Finding> {
    const now = Date.now()
    const rows = await askPostHog(posthog, recentRuns, {
        from: new Date(now - 31 * DAY_MS).toISOString(),
        to: new Date(now + DAY_MS / 24).toISOString(),
        writer,
        limit: 20,
    })
    return rows.ok ? lastRunFinding(rows.value, {publicKeys, project}, now) : failed(rows.failure)
}

function attioLines(token: Awaited<ReturnType<typeof ownToken>>): CheckLine[] {
    if (!token.ok) return [{title: "Attio", ...failed(token.failure)}]
    if (!token.value.active) return [{title: "Attio", ...bad(OWN_WORDS.unauthorized.message)}]
    const lines = ATTIO_SCOPES.map(({scope, level, why}): CheckLine => {
        const has = token.value.scopes.some((one) => one === `${scope}:${level}` || one === `${scope}:read-write`)
        const finding = has ? ok(scopeGranted(why)) : bad(`Not granted. Whoever made the app ticks ${scope}:${level} in Attio's developer dashboard.`)
        return {title: `Attio scope ${scope}:${level}`, ...finding}
    })
    return [{title: "Attio", ...ok(tokenAccepted(null))}, ...lines]
} // prettier-ignore
