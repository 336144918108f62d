import {copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from "node:fs"
import path from "node:path"

import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {until} from "./support/process"
import {fakeProgram, recipeFile, startScript} from "./support/recipe"
import {BUYERS, type RunnerWorld, runnerWorld, writesSince} from "./support/world"

jest.setTimeout(60_000)

// ESLint and jest bring it along.
const yaml = jest.requireActual<{load(text: string): unknown}>("js-yaml")

interface Step {
    readonly name?: string
    readonly uses?: string
    readonly run?: string
    readonly env?: Readonly<Record<string, string>>
}
interface Job {
    readonly if?: string
    readonly "runs-on": string
    readonly "timeout-minutes": number
    readonly permissions?: Readonly<Record<string, string>>
    readonly steps: readonly Step[]
}
interface Workflow {
    readonly on: {
        readonly schedule: readonly {readonly cron: string}[]
        readonly workflow_dispatch: {
            readonly inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>
        }
    }
    readonly permissions: Readonly<Record<string, string>>
    readonly concurrency: Readonly<Record<string, unknown>>
    readonly jobs: Readonly<Record<string, Job>>
}

const text = readFileSync(recipeFile("github-actions.yml"), "utf8")
const workflow = yaml.load(text) as Workflow
const jobs = Object.values(workflow.jobs)
const steps = jobs.flatMap((job) => job.steps)
const scriptOf = (name: string): Step & {run: string} => {
    const step = steps.find((one) => one.name === name)
    if (step?.run === undefined) throw new Error(`No step "${name}".`)
    return {...step, run: step.run}
}

describe("the file", () => {
    it("has what a schedule needs: times after the target hour, one at a time, an end", () => {
        const [{cron} = {cron: ""}, ...others] = workflow.on.schedule
        expect(others).toEqual([])
        const [minute, hours, ...rest] = cron.split(" ")
        expect([minute, rest]).toEqual(["17", ["*", "*", "*"]])
        // The default of "Run at" is six.
        expect(hours?.split(",").map(Number)).toEqual([6, 7, 10])
        expect(workflow.concurrency).toEqual({group: "beton", "cancel-in-progress": false})
        for (const job of jobs) {
            expect(job["runs-on"]).toMatch(/^ubuntu-\d\d\.04$/)
            expect(job["timeout-minutes"]).toBeLessThanOrEqual(60)
        }
    })

    it("asks for no more than it needs, and pins what it uses", () => {
        expect(workflow.permissions).toEqual({contents: "read"})
        expect(workflow.jobs.run?.permissions).toBeUndefined()
        expect(workflow.jobs["keep-alive"]?.permissions).toEqual({actions: "write"})
        const used = steps.flatMap(({uses}) => (uses === undefined ? [] : [uses]))
        expect(used.length).toBeGreaterThan(0)
        for (const action of used) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/)
        // What may change workflows never sees a secret, and the other way round.
        const env = (job: string) => JSON.stringify(workflow.jobs[job]?.steps.map((step) => step.env))
        expect(env("run")).not.toContain("github.token")
        expect(env("keep-alive")).not.toContain("secrets.")
    })

    it("keeps nothing between two starts, and hands values over as variables, never as script text", () => {
        expect(text).not.toMatch(/actions\/cache|upload-artifact/)
        for (const {run = ""} of steps) expect(run).not.toContain("${{")
        const {inputs} = workflow.on.workflow_dispatch
        expect(inputs.what).toMatchObject({
            type: "choice",
            options: ["due", "now", "backfill"],
            default: "due",
        })
        expect(inputs.dry_run).toMatchObject({type: "boolean", default: true})
    })
})

describe("its steps, run here", () => {
    let built: Built
    let world: RunnerWorld
    beforeAll(async () => {
        built = await buildForTests()
        world = await runnerWorld({day: "today"})
    })

    /** A checkout as docs/RUNNER.md describes it. */
    const checkout = (): string => {
        const dir = temporaryFolder("checkout")
        mkdirSync(path.join(dir, "beton"))
        for (const file of [built.indexJs, built.runnerCjs])
            copyFileSync(file, path.join(dir, "beton", path.basename(file)))
        const {posthog_key: _key, signing_key: _signing, attio_token: _token, ...open} = world.form
        writeFileSync(path.join(dir, "beton/beton.json"), JSON.stringify(open))
        return dir
    }
    const SECRETS = (): Record<string, string> => ({
        "secrets.BETON_POSTHOG_KEY": world.project.key,
        "secrets.BETON_SIGNING_KEY": String(world.form.signing_key),
        "secrets.BETON_ATTIO_TOKEN": world.crm.token,
    })
    /** Starts a step as GitHub does: bash -e on a file, expressions filled in, nothing for what is not there. */
    const launch = (name: string, context: Readonly<Record<string, string>> = {}, programs = "") => {
        const step = scriptOf(name)
        const dir = checkout()
        const known: Record<string, string> = {...SECRETS(), ...context}
        const env = Object.fromEntries(
            Object.entries(step.env ?? {}).map(([variable, value]) => [
                variable,
                value.replace(/^\$\{\{ (.*) \}\}$/, (_all, expression: string) => known[expression] ?? ""),
            ]),
        )
        writeFileSync(path.join(dir, "step.sh"), step.run)
        const process_ = startScript(["bash", "-e", "step.sh"], {
            cwd: dir,
            env: {
                PATH: `${programs}:${path.dirname(process.execPath)}:${process.env.PATH ?? ""}`,
                RUNNER_TEMP: path.join(dir, "temp"),
                GITHUB_REPOSITORY: "acme/pql",
                GITHUB_WORKFLOW_REF: "acme/pql/.github/workflows/beton.yml@refs/heads/odd@name",
                ...env,
            },
        })
        return {process: process_, dir}
    }

    it("by hand it is a dry run first", async () => {
        const {process: run, dir} = launch("Run Beton", {"inputs.what": "now", "inputs.dry_run": "true"})
        const exit = await run.exit()
        expect([exit.code, exit.stdout]).toEqual([0, expect.stringContaining("Beton would create 3 deals")])
        expect(await writesSince(world)).toEqual({posthog: 0, attio: 0})
        expect(existsSync(path.join(dir, ".beton"))).toBe(false)
    })

    it("a cancelled job ends well", async () => {
        await world.project.admin.setFaults(
            [{path: "/query/", effect: {kind: "rate-limit", retryAfter: 600}}],
            world.project.id,
        )
        const {process: run} = launch("Run Beton")
        await until("a wait", () => run.said.includes("Trying again in"))
        run.signal("SIGINT")
        const exit = await run.exit()
        await world.project.admin.setFaults([], world.project.id)
        expect([exit.code, exit.stderr]).toEqual([0, expect.stringContaining("Stopped on request;")])
        // GitHub waits 7.5 seconds before it sends the next signal.
        expect(exit.ms).toBeLessThan(20_000)
    })

    it("on the schedule it does what is due, and the next start, on a new disk, finds it done", async () => {
        const done = await launch("Run Beton").process.exit()
        expect([done.code, done.stdout]).toEqual([
            0,
            expect.stringContaining(`Run of ${world.asOf}: 4 accounts`),
        ])
        expect(await world.crm.deals()).toHaveLength(BUYERS.length)
        const again = await launch("Run Beton").process.exit()
        expect([again.code, again.stdout]).toEqual([0, ""])
        expect(again.stderr).toContain(`Nothing is due: PostHog knows the run of ${world.asOf} as done.`)
    })

    it("a backfill can be asked for by hand, first as a dry run", async () => {
        const context = {"inputs.what": "backfill", "inputs.dry_run": "true"}
        const exit = await launch("Run Beton", context).process.exit()
        expect([exit.code, exit.stdout]).toEqual([0, expect.stringContaining("would be written as events")])
    })

    it("a secret that is missing fails the job with the variable's name", async () => {
        const exit = await launch("Run Beton", {"secrets.BETON_POSTHOG_KEY": ""}).process.exit()
        expect(exit.code).toBe(2)
        expect(exit.stderr).toContain("PostHog personal API key (BETON_POSTHOG_KEY) is empty")
    })

    it("the other job enables its own workflow", async () => {
        const programs = temporaryFolder("gh")
        fakeProgram(programs, "gh", 'echo "$GH_TOKEN: $*"')
        const exit = await launch(
            "Keep the schedule enabled",
            {"github.token": "ghs_x"},
            programs,
        ).process.exit()
        expect([exit.code, exit.stderr, exit.stdout.trim()]).toEqual([
            0,
            "",
            "ghs_x: api --method PUT repos/acme/pql/actions/workflows/beton.yml/enable",
        ])
        expect(workflow.jobs["keep-alive"]?.if).toBe("github.event_name == 'schedule'")
    })

    it("and says so when it may not", async () => {
        const programs = temporaryFolder("gh")
        fakeProgram(programs, "gh", "echo 'Resource not accessible' >&2; exit 1")
        const exit = await launch("Keep the schedule enabled", {}, programs).process.exit()
        expect(exit.code).toBe(1)
    })
})
