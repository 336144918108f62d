import type {Failure, Result} from "../api/result"
import {bad, failed, type Finding, ok} from "./finding"

/** Failures that come from the way to PostHog, not from what was asked. */
const PASSING = ["unavailable", "throttled", "quota", "too_slow"] as const

/** Whether a failure comes from the way to PostHog. */
export function isPassing({kind}: Failure): boolean {
    return (PASSING as readonly string[]).includes(kind)
}

/** PostHog's refusals are JSON with a code (CONTRACT §6); a page, another API or a proxy has none. */
function isPostHogs(failure: Failure): boolean {
    if (failure.code === "not_json" || failure.kind === "unreadable") return false
    return isPassing(failure) || failure.code !== ""
}

/** What any answer to a call says about the address: whether something answers, and whether it is PostHog. */
export function addressFinding(host: string, answer: Result<unknown>): Finding {
    const answers = ok(`PostHog answers at ${host}.`)
    if (answer.ok) return answers
    const {failure} = answer
    if (failure.code === "redirect") return bad(movedAway(host, failure))
    if (!isPostHogs(failure))
        return bad(
            `This address is not PostHog's API: something else answers at ${host}. Write the address at which you open PostHog.`,
        )
    if (failure.kind === "unavailable") return bad(`${failure.message} Check the address ${host}.`)
    return answers
}

function movedAway(host: string, failure: Failure): string {
    return host === "https://app.posthog.com"
        ? "app.posthog.com only leads to the regions' addresses. Write https://us.posthog.com or https://eu.posthog.com."
        : failure.message
}

/** PostHog accepts the key. */
export function keyAccepted(label: string, scopesKnown: boolean): string {
    const name = label === "" ? "PostHog accepts the key" : `PostHog accepts the key "${label}"`
    return scopesKnown ? `${name}.` : `${name}. It does not say what the key may do, so each scope is tried.`
}

/** A version that does not describe keys. */
export const OLDER_VERSION =
    "This PostHog is an older version that does not say what a key may do, so each scope is tried."

/** The sentence of a missing scope; the same as PostHog's own refusal gives (CONTRACT §6). */
export function lacksScope(scope: string): string {
    return `The personal API key lacks the scope ${scope}. Add it to the key in PostHog.`
}

/** A scope that the key has. */
export function scopeGranted(why: string): string {
    return `Granted: to ${why}.`
}

/** Whether the scopes of a PostHog key include one: write implies read, `*` is everything (CONTRACT §7). */
export function hasPostHogScope(granted: readonly string[], needed: string): boolean {
    const [object, level] = needed.split(":")
    return (
        granted.includes("*") ||
        granted.includes(needed) ||
        (level === "read" && granted.includes(`${object ?? ""}:write`))
    )
}

/** Whether the key may read a project. @param allowed the projects it is limited to; empty: no limit */
export function keyProjects(allowed: readonly number[], project: string): Finding {
    if (allowed.length === 0) return ok("The key is not limited to certain projects.")
    if (allowed.includes(Number(project)))
        return ok(
            `The key is limited to ${allowed.length === 1 ? "this project" : `${allowed.length} projects, this one among them`}.`,
        )
    return bad(
        `The key is limited to other projects (${allowed.join(", ")}). Add project ${project} to the key in PostHog, or correct the PostHog project id.`,
    )
}

/** What the answer to the simplest query says (DESIGN §4). */
export function hogqlFinding(answer: Result<unknown>): Finding {
    if (answer.ok) return ok("PostHog answers HogQL queries.")
    const {kind, message} = answer.failure
    return kind === "not_found" || kind === "refused"
        ? bad(
              `This PostHog does not answer HogQL queries, so it is too old for Beton. Upgrade it. (${message})`,
          )
        : failed(answer.failure)
}
