import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {ConfigError, describeProblem, readRunnerConfig, secretsOf} from "./config"

let dir: string
let file: string
beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), "beton-config-"))
    file = path.join(dir, "beton.json")
})
afterEach(() => rmSync(dir, {recursive: true}))

const write = (text: string): string => {
    writeFileSync(file, text)
    return file
}
const messageOf = (work: () => unknown): string => {
    try {
        work()
    } catch (error) {
        expect(error).toBeInstanceOf(ConfigError)
        return (error as Error).message
    }
    throw new Error("It was accepted.")
}

describe("readRunnerConfig", () => {
    it("lets the environment override the file, setting by setting", () => {
        write('{"posthog_key": "phx_file", "threshold": "70", "settings": {"catch_up_days": 1}}')
        const env = {BETON_POSTHOG_KEY: "phx_env", BETON_TARGET_HOUR: "7", HOME: "/home/x"}
        expect(readRunnerConfig({file, env})).toEqual({
            form: {
                posthog_key: "phx_env",
                threshold: "70",
                target_hour: "7",
                settings: {catch_up_days: 1},
            },
            warnings: [],
        })
    })

    it("prefers --config to BETON_CONFIG, and needs neither", () => {
        write('{"threshold": "70"}')
        expect(readRunnerConfig({env: {BETON_CONFIG: file}}).form).toEqual({threshold: "70"})
        expect(readRunnerConfig({file, env: {BETON_CONFIG: "/nowhere.json"}}).form).toEqual({threshold: "70"})
        expect(readRunnerConfig({env: {BETON_CONFIG: "", BETON_THRESHOLD: ""}}).form).toEqual({})
    })

    it("names unknown variables without their values", () => {
        const env = {BETON_CONFIG: "", BETON_STATE_DIR: "x", BETON_POSTHOG_KEE: "phx_x", OTHER: "1"}
        const {form, warnings} = readRunnerConfig({env})
        expect(form).toEqual({})
        expect(warnings).toEqual([
            expect.stringMatching(/^BETON_POSTHOG_KEE is not a setting and is ignored\./),
        ])
        expect(warnings.join()).not.toContain("phx_x")
    })

    it.each([
        ["{,}", "--config beton.json: is not valid JSON. Check commas and quotes."],
        ["null", "--config beton.json: must be a JSON object with the app's settings."],
        ["[1]", "--config beton.json: must be a JSON object with the app's settings."],
        ['{"a": 1, "b": 2}', "--config beton.json: unknown setting a, b. Settings are: posthog_host, "],
        [
            '{"phx_0123456789abcdefghijklmnopqrstuvwxyz": 1}',
            "--config beton.json: unknown setting (a name that is not shown). Settings are: ",
        ],
    ])("says what is wrong with a file that holds %s", (text, sentence) => {
        write(text)
        expect(messageOf(() => readRunnerConfig({file, env: {}}))).toContain(sentence)
    })

    it("says when a file is missing, or cannot be read", () => {
        expect(messageOf(() => readRunnerConfig({file, env: {}}))).toBe(
            "--config beton.json: there is no such file.",
        )
        expect(messageOf(() => readRunnerConfig({file: dir, env: {}}))).toContain(
            "the file cannot be read (EISDIR).",
        )
    })
})

describe("describeProblem", () => {
    const problem = {field: "Routing threshold", message: "must be a whole number."}

    it("names the variable, or the file's entry when the value comes from there", () => {
        expect(describeProblem(problem, {env: {}})).toBe(
            "Routing threshold (BETON_THRESHOLD) must be a whole number.",
        )
        expect(describeProblem(problem, {file: "x.json", env: {}})).toBe(
            "Routing threshold (threshold) must be a whole number.",
        )
        for (const value of ["x", ""])
            expect(describeProblem(problem, {file: "x.json", env: {BETON_THRESHOLD: value}})).toContain(
                "(BETON_THRESHOLD)",
            )
    })

    it("leaves other names as they are", () => {
        expect(describeProblem({field: "Something", message: "is odd."}, {env: {}})).toBe("Something is odd.")
    })
})

describe("secretsOf", () => {
    it("knows keys, tokens, and the database's address and password in plain", () => {
        const form = {posthog_key: "phx_1", attio_token: "tok", signing_key: "sig", posthog_host: "https://x"}
        const url = "postgres://beton:p%40ss@db.example/beton"
        expect(secretsOf(form, {DATABASE_URL: url}).sort()).toEqual(
            ["phx_1", "tok", "sig", url, "p@ss"].sort(),
        )
    })

    it("takes no empty text and no odd address for a secret", () => {
        expect(secretsOf({posthog_key: "", attio_token: " "}, {})).toEqual([])
        expect(secretsOf({}, {DATABASE_URL: "postgres://db.example/beton"})).toEqual([
            "postgres://db.example/beton",
        ])
        expect(secretsOf({}, {DATABASE_URL: "no address"})).toEqual(["no address"])
    })
})
