import {mkdtempSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {app} from "@beton/posthog-app/app"
import {describeProblems, parseConfig} from "@beton/posthog-app/config/config"
import {FIELD_KEYS, FIELDS} from "@beton/posthog-app/config/fields"
import type {Host} from "@beton/posthog-app/host"
import {ConfigError, readRunnerConfig, secretsOf} from "@beton/posthog-app/runner/config"
import * as fc from "fast-check"

import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {AS_OF} from "../app/support/project"
import {
    BREAKABLE,
    broken,
    brokenAt,
    changedSettings,
    environments,
    fileTexts,
    junkForms,
    misplaced,
} from "./support/forms"
import {fuzz} from "./support/fuzz"
import {SECRETS} from "./support/worlds"

const NAMES = FIELD_KEYS.map((key) => FIELDS[key].name)
/** What a host gives the app; nothing answers on its network. */
function deadHost() {
    const seen = {requests: 0, jobs: 0, logs: [] as {level: string; text: string}[]}
    const storage = memoryStorage()
    const host: Host = {
        fetch: async () => {
            seen.requests += 1
            throw new Error(`ENOTFOUND ${SECRETS.posthog_key}`)
        },
        storage,
        increment: async (key) => {
            const next = Number((await storage.get(key)) ?? 0) + 1
            await storage.set(key, next)
            return next
        },
        cache: {get: () => undefined, set: () => undefined},
        now: () => Date.parse(AS_OF),
        random: () => 0.5,
        log: (level, text) => void seen.logs.push({level, text}),
        enqueueStep: async () => void (seen.jobs += 1),
        enqueueCheck: async () => void (seen.jobs += 1),
    }
    return {host, storage, seen}
}

type Raw = Parameters<typeof app.heartbeat>[1]

/** Everything a host may ask for; set-up alone may throw, and only the sentences of `parseConfig`. */
async function everyEntry(raw: Raw, payload: unknown) {
    const {host, storage, seen} = deadHost()
    const errors: string[] = []
    const handed = payload as never
    await app.setup(host, raw).catch((error: unknown) => void errors.push((error as Error).message))
    await app.heartbeat(host, raw)
    await app.wake(host, raw)
    await app.step(host, raw, handed)
    await app.check(host, raw, handed)
    await app.runNow(host, raw, handed)
    await app.backfill(host, raw, handed)
    const stored = (await storage.entries?.()) ?? []
    return {errors, stored, ...seen}
}

const MAX_LENGTH = 400

function expectHidden(text: string): void {
    for (const value of Object.values(SECRETS)) expect(text).not.toContain(value)
}

function expectSentences(texts: readonly string[]): void {
    for (const text of texts) {
        expectHidden(text)
        expect(text).not.toMatch(/\p{Cc}/u)
        expect(text.length).toBeLessThan(MAX_LENGTH)
    }
}

/** What holds for any form at all. */
async function expectSound(raw: unknown, payload: unknown = {}): Promise<void> {
    const parsed = parseConfig(raw as Raw)
    const lived = await everyEntry(raw as Raw, payload)
    expectSentences([
        ...lived.errors.flatMap((text) => text.split("\n")),
        ...lived.logs.flatMap(({text}) => text.split("\n")),
    ])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    if (parsed.ok) {
        expect(lived.errors).toEqual([])
        return
    }
    const {problems} = parsed
    expect(problems.length).toBeGreaterThan(0)
    for (const {field, message} of problems) {
        expect(NAMES).toContain(field)
        expect(message).toMatch(/[.}]$/)
    }
    const sentences = describeProblems(problems)
    expectSentences(sentences.split("\n"))
    expect(lived).toMatchObject({requests: 0, jobs: 0, stored: [], errors: [sentences]})
    expect(new Set(lived.logs.map(({level, text}) => `${level} ${text}`))).toEqual(
        new Set([`error ${sentences}`]),
    )
}

const folder = mkdtempSync(path.join(tmpdir(), "beton-fuzz-"))

async function expectFileSound(text: string, env: Record<string, string>): Promise<void> {
    const file = path.join(folder, "settings.json")
    writeFileSync(file, text)
    let form: Record<string, unknown>
    try {
        const read = readRunnerConfig({file, env})
        form = read.form
        read.warnings.forEach(expectHidden)
    } catch (error) {
        if (!(error instanceof ConfigError)) throw error
        expect(error.message).toMatch(/^--config settings\.json: /)
        expectHidden(error.message)
        return
    }
    expect(Object.keys(form).filter((key) => !(FIELD_KEYS as readonly string[]).includes(key))).toEqual([])
    expect(secretsOf(form, env).every((value) => typeof value === "string")).toBe(true)
    await expectSound(form)
}

/** The configuration: whatever a settings form, a settings file or an environment holds. */
export function configuration(cases: number): void {
    const {holds, holdsForAll} = fuzz("configuration")
    const share = (part: number): number => Math.ceil((cases * part) / 100)
    const payloads = fc.oneof(
        fc.constantFrom<unknown>(undefined, null, 7, "x", [], {}),
        fc.anything({maxDepth: 2}),
    )
    holds("any form at all", share(35), fc.tuple(junkForms, payloads), ([form, payload]) =>
        expectSound(form, payload),
    )
    holds("settings with one thing changed", share(25), changedSettings, (form) => expectSound(form))
    holds("settings broken at any place", share(15), broken, (form) => expectSound(form))
    holdsForAll(
        "settings cut off at every place",
        [...BREAKABLE].map((_, at) => at),
        async (at) => {
            const parsed = parseConfig(brokenAt(at, "cut"))
            // Nothing at all, and blanks, are empty settings.
            expect(parsed.ok).toBe(BREAKABLE.slice(0, at).trim() === "")
            if (!parsed.ok) expectSentences(describeProblems(parsed.problems).split("\n"))
        },
    )
    holds("secrets in the wrong place", share(10), misplaced, (form) => expectSound(form))
    holds("the runner's file and environment", share(15), fc.tuple(fileTexts, environments), ([text, env]) =>
        expectFileSound(text, env),
    )
}
