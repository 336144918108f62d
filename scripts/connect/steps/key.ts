import type {CheckLine} from "@beton/posthog-app/checks/check"
import {DASHBOARD_SCOPES, POSTHOG_SCOPES} from "@beton/posthog-app/config/scopes"
import type {Host} from "@beton/posthog-app/host"

import type {Ask} from "../ask"
import {check, type Draft, fieldProblem, readingConfig} from "../session"

const US = "https://us.posthog.com"
const EU = "https://eu.posthog.com"
const OWN = "own"

const SCOPES = [...POSTHOG_SCOPES, ...DASHBOARD_SCOPES]
const CHECKS = ["address", "region", "key", ...SCOPES.map(({scope}) => `scope:${scope}`)]

/** Address and key, tried together until PostHog accepts both and no scope is missing. */
export async function askForKey(ask: Ask, host: Host, existing: Draft): Promise<Draft> {
    let address = await askForAddress(ask)
    let key: string | null = null
    let explained = ""
    for (;;) {
        if (key === null && explained !== address && !ask.isGiven("key")) {
            ask.say(howTo(address))
            explained = address
        }
        key ??= await askForText(ask, existing)
        const lines = await check(readingConfig({posthog_host: address, posthog_key: key}), host, {
            only: CHECKS,
        })
        const problem = lines.find(({state}) => state === "fail")
        if (problem === undefined) {
            ask.say(lines.find(({id}) => id === "key")?.message ?? "")
            return {posthog_host: address, posthog_key: key}
        }
        if (problem.id === "address") {
            ask.refuse("address", problem.message)
            address = await askForAddress(ask)
        } else if (problem.id === "key") {
            const other = await otherRegion(ask, address, lines)
            if (other !== null) address = other
            else {
                ask.refuse("key", problem.message)
                key = null
            }
        } else {
            key = (await sameKeyAgain(ask, lines)) ? key : null
        }
    }
}

async function askForAddress(ask: Ask): Promise<string> {
    const chosen = await ask.choose({
        id: "address",
        message: "Where is your PostHog?",
        choices: [
            {value: US, label: `PostHog Cloud US (${US})`},
            {value: EU, label: `PostHog Cloud EU (${EU})`},
            {value: OWN, label: "Our own PostHog, at an address of its own"},
        ],
        proposed: US,
        accept: (value) => fieldProblem("posthog_host", value),
    })
    if (chosen !== OWN) return chosen.replace(/\/$/, "")
    const typed = await ask.text({
        id: "own_address",
        message: "Its address:",
        check: (text) =>
            text === ""
                ? "Type the address, such as https://posthog.example.com."
                : fieldProblem("posthog_host", text),
    })
    return typed.replace(/\/$/, "")
}

function howTo(address: string): string {
    const width = Math.max(...SCOPES.map(({scope}) => scope.length))
    return [
        `\nBeton reads PostHog with a personal API key. Make one at ${address}/settings/user-api-keys`,
        "with these scopes. Those that write are for dashboards only:",
        ...SCOPES.map(({scope, why}) => `  ${scope.padEnd(width)}  to ${why}`),
    ].join("\n")
}

async function askForText(ask: Ask, existing: Draft): Promise<string> {
    const known = typeof existing.posthog_key === "string" ? existing.posthog_key : undefined
    return ask.secret({
        id: "key",
        message: known === undefined ? "Personal API key:" : "Personal API key (empty: the one in the file):",
        check: (text) => fieldProblem("posthog_key", text),
        ...(known === undefined ? {} : {whenEmpty: known}),
    })
}

/** A key that is unknown here may be at home in PostHog's other region; it is sent there only if somebody says so. */
async function otherRegion(ask: Ask, address: string, lines: readonly CheckLine[]): Promise<string | null> {
    const note = lines.find(({id, state}) => id === "region" && state === "warn")
    if (note === undefined || !ask.canAsk) return null
    ask.say(note.message)
    const other = address === US ? EU : US
    return (await ask.person({
        message: "PostHog does not accept the key here. What now?",
        choices: [
            {value: "other", label: `Try it at ${other}`},
            {value: "again", label: "Type another key"},
        ],
        proposed: "other",
    })) === "other"
        ? other
        : null
}

/** True: the same key again, with scopes added to it. */
async function sameKeyAgain(ask: Ask, lines: readonly CheckLine[]): Promise<boolean> {
    const missing = lines.filter(({state}) => state === "fail").map(({message}) => message)
    if (!ask.canAsk) ask.refuse("key", missing.join("\n"))
    ask.say(missing.join("\n"))
    const next = await ask.person({
        message: "Scopes can be added to a key in PostHog at any time. What now?",
        choices: [
            {value: "same", label: "Check the same key again"},
            {value: "other", label: "Type another key"},
        ],
        proposed: "same",
    })
    if (next === "same") return true
    ask.refuse("key", "")
    return false
}
