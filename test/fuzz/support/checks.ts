import type {RunState} from "@beton/posthog-app/steps/run-state"

import {leaksIn, publicTexts} from "../../app/support/leaks"
import type {Case} from "./case"
import {runOf} from "./outcome"
import {SECRETS} from "./worlds"

/** No raw body, no page, no control character: sentences for people. */
const NO_SENTENCE = /[{}\p{Cc}]|<[a-z!/]|\[\s*["[]/iu
const MAX_LENGTH = 700

/** Everything that people may read of a case: log lines, notes and reasons of the run. */
export async function sentencesOf(self: Pick<Case, "host">): Promise<string[]> {
    const run = await runOf(self)
    return [...self.host.logs.map(({text}) => text), ...(run === null ? [] : notesOf(run))]
}

function notesOf(run: RunState): string[] {
    return [
        ...run.problems,
        run.stopped ?? "",
        run.route.reason,
        ...Object.values(run.signals).map(({reason}) => reason),
    ]
}

/** No entry point threw, no secret got out, and whatever is said is a sentence. */
export async function expectClean(self: Case): Promise<void> {
    const {host} = self
    expect(host.errors.map((error) => String(error))).toEqual([])
    for (const sentence of await sentencesOf(self)) {
        expect(sentence).not.toMatch(NO_SENTENCE)
        expect(sentence.length).toBeLessThan(MAX_LENGTH)
    }
    const texts = await publicTexts({
        storages: [host.storage],
        logs: host.logs,
        errors: host.errors,
        sent: [],
    })
    const sent = {
        urls: self.requests.map(({url}) => url).join("\n"),
        bodies: self.requests.map(({body}) => body).join("\n"),
    }
    expect(leaksIn({...texts, ...sent}, SECRETS)).toEqual([])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
}

/** Lines that tell of trouble. */
export function complaints({host}: Pick<Case, "host">): string[] {
    return host.logs.filter(({level}) => level !== "info").map(({text}) => text)
}
