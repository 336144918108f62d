import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {runCli} from "../scripts/cli/run"

const PERSON = "0190a000-0000-7000-8000-0000000000aa"
let dir: string

/** Three days of use by one account, with two checkout steps; the data end at 2026-06-03T10:00:00Z. */
beforeAll(() => {
    dir = mkdtempSync(path.join(tmpdir(), "beton-detect-"))
    const event = (n: number, name: string, timestamp: string): string =>
        JSON.stringify({
            uuid: `0190a000-0000-7000-8000-00000000000${n}`,
            event: name,
            distinct_id: "u1",
            person_id: PERSON,
            timestamp,
            properties: {$groups: {company: "acme"}, $group_0: "acme"},
        })
    const lines = [
        event(1, "report_created", "2026-06-01T10:00:00.000Z"),
        event(2, "checkout_started", "2026-06-02T10:00:00.000Z"),
        event(3, "checkout_started", "2026-06-03T10:00:00.000Z"),
    ]
    writeFileSync(path.join(dir, "events.jsonl"), `${lines.join("\n")}\n`)
    writeFileSync(path.join(dir, "strict.json"), JSON.stringify({account: "group:workspace"}))
    writeFileSync(path.join(dir, "typo.json"), JSON.stringify({threshhold: "60"}))
    writeFileSync(path.join(dir, "abc.json"), JSON.stringify({threshold: "abc"}))
    writeFileSync(path.join(dir, "broken.json"), "{")
})
afterAll(() => rmSync(dir, {recursive: true, force: true}))

async function detect(...args: string[]): Promise<{code: number; out: string; lastLine: string}> {
    const out: string[] = []
    const err: string[] = []
    const absolute = args.map((arg) => (arg.endsWith(".json") ? path.join(dir, arg) : arg))
    const code = await runCli(["detect", "--data", dir, ...absolute], {
        stdout: {write: (text) => out.push(text)},
        stderr: {write: (text) => err.push(text)},
        cwd: dir,
        debug: undefined,
        signal: new AbortController().signal,
        clock: Date.now,
    })
    return {code, out: out.join(""), lastLine: err.join("").trimEnd().split("\n").at(-1) ?? ""}
}

describe("beton detect", () => {
    it("shows what is active and what fires as of an instant, using nothing after it", async () => {
        const {code, out} = await detect("--as-of", "2026-06-03T06:00:00Z", "--json")
        expect(code).toBe(0)
        const result = JSON.parse(out) as {as_of: string; accounts: Record<string, unknown>[]}
        expect(result.as_of).toBe("2026-06-03T06:00:00.000Z")
        expect(result.accounts).toMatchObject([
            {account: "acme", score: 45, active: ["billing_intent"], fired: ["billing_intent"]},
        ])
        expect(result.accounts[0]?.evidence).toMatchObject({billing_intent: {observed: 1}})
    })

    test.each<[string, string[], number, string]>([
        [
            "an instant after the end of the data",
            ["--as-of", "2026-06-05T06:00:00Z"],
            2,
            "--as-of 2026-06-05T06:00:00.000Z: lies in the future of the data, which ends at 2026-06-03T10:00:00.000Z. Choose an instant up to 2026-06-03T10:01:00.000Z.",
        ],
        [
            "an instant after today",
            ["--as-of", "2999-01-01T00:00:00Z"],
            2,
            "--as-of 2999-01-01T00:00:00.000Z: lies in the future. Choose an instant within the data.",
        ],
        [
            "an instant without a zone",
            ["--as-of", "2026-06-03T06:00:00"],
            2,
            "--as-of 2026-06-03T06:00:00: must be an instant like 2026-10-01T06:00:00Z, with its zone, or a date (midnight UTC).",
        ],
        [
            "a group type that the data do not have",
            ["--as-of", "2026-06-03", "--config", "strict.json"],
            1,
            'What an account is: the project has no group type "workspace". It has: company.',
        ],
        [
            "an unknown setting",
            ["--as-of", "2026-06-03", "--config", "typo.json"],
            2,
            "--config typo.json: unknown setting threshhold. Settings are: posthog_host, posthog_key, posthog_project, account, domain_property, outcome_event, threshold, target_hour, attio_token, routing_confirmed, slack_webhook, signing_key, settings.",
        ],
        [
            "a threshold that is no number",
            ["--as-of", "2026-06-03", "--config", "abc.json"],
            2,
            'Routing threshold must be a whole number from 0 to 100; it is "abc".',
        ],
        [
            "a configuration that is not JSON",
            ["--as-of", "2026-06-03", "--config", "broken.json"],
            2,
            "--config broken.json: is not valid JSON. Check commas and quotes.",
        ],
        [
            "a configuration that is not there",
            ["--as-of", "2026-06-03", "--config", "nowhere.json"],
            2,
            "--config nowhere.json: there is no such file.",
        ],
    ])("refuses %s", async (_what, args, code, message) => {
        expect(await detect(...args)).toMatchObject({code, out: "", lastLine: message})
    })
})
