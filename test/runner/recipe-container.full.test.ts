import {spawnSync} from "node:child_process"
import {once} from "node:events"
import {existsSync, readFileSync, statSync} from "node:fs"
import path from "node:path"

import {buildPlugin, ROOT} from "../../scripts/build/build-plugin"
import {buildRunner} from "../../scripts/build/build-runner"
import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {variables} from "./support/in-process"
import {type RunnerProcess, until} from "./support/process"
import {fakeProgram, recipeFile, startScript} from "./support/recipe"
import {type RunnerWorld, runnerWorld} from "./support/world"

jest.setTimeout(60_000)

const yaml = jest.requireActual<{load(text: string): unknown}>("js-yaml")
const read = (name: string): string => readFileSync(recipeFile(`container/${name}`), "utf8")
const ENTRYPOINT = recipeFile("container/entrypoint.sh")

describe("the image", () => {
    /** Instructions without comments, each on one line. */
    const instructions = read("Dockerfile")
        .split("\n")
        .filter((line) => !line.startsWith("#"))
        .join("\n")
        .replaceAll("\\\n", " ")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.split(/\s+/))
    const copied = instructions
        .filter(([kind]) => kind === "COPY")
        .flatMap(([, ...words]) => words.slice(0, -1))

    it("copies files that are there after the build that it names, and the context lets through", async () => {
        expect(read("Dockerfile")).toContain("npm install && npm run build")
        const {scripts} = JSON.parse(readFileSync(path.join(ROOT, "posthog-app/package.json"), "utf8")) as {
            scripts: {build: string}
        }
        expect(scripts.build).toContain("build-plugin.ts")
        expect(scripts.build).toContain("build-runner.ts")
        const dir = temporaryFolder("image")
        await buildPlugin(dir)
        await buildRunner(dir)
        expect(copied.length).toBeGreaterThan(5)
        for (const file of copied) {
            const built = file.startsWith("posthog-app/dist/")
            expect([
                file,
                existsSync(built ? path.join(dir, path.basename(file)) : path.join(ROOT, file)),
            ]).toEqual([file, true])
        }
        const let_ = read("Dockerfile.dockerignore").trim().split("\n")
        expect(let_[0]).toBe("*")
        expect(let_.slice(1).sort()).toEqual(copied.map((file) => `!${file}`).sort())
    })

    it("starts the entrypoint under the name it is copied to", () => {
        const target = instructions.find(
            ([kind, from]) => kind === "COPY" && from?.endsWith("entrypoint.sh"),
        )?.[2]
        expect(instructions.at(-1)?.join(" ")).toBe(`ENTRYPOINT ["${path.basename(target ?? "")}"]`)
        expect(path.dirname(target ?? "")).toBe("/usr/local/bin")
        expect(statSync(ENTRYPOINT).mode & 0o111).toBe(0o111)
    })

    it("its crontab is one that cron accepts, and rings where the entrypoint listens", () => {
        const crontab = read("crontab")
        // cron ignores a last line without an end.
        expect(crontab.endsWith("\n")).toBe(true)
        const lines = crontab.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
        expect(lines).toEqual(['MAILTO=""', "17 * * * * root echo ring > /run/beton.bell"])
        expect(readFileSync(ENTRYPOINT, "utf8")).toContain("bell=${BELL_FILE:-/run/beton.bell}")
        // Names with a dot are left out by cron.
        expect(instructions).toContainEqual(["COPY", "docs/recipes/container/crontab", "/etc/cron.d/beton"])
    })

    it("compose.yaml fits it", () => {
        const {services} = yaml.load(read("compose.yaml")) as {
            services: Record<
                string,
                Record<string, unknown> & {volumes: string[]; build: Record<string, string>}
            >
        }
        const beton = services.beton
        if (beton === undefined) throw new Error("No service.")
        const dockerfile = path.resolve(
            recipeFile("container"),
            beton.build.context ?? "",
            beton.build.dockerfile ?? "",
        )
        expect(dockerfile).toBe(recipeFile("container/Dockerfile"))
        const state = instructions.find(
            ([kind, value]) => kind === "ENV" && value?.startsWith("BETON_STATE_DIR="),
        )
        expect(beton.volumes).toContain(`state:${state?.[1]?.split("=")[1]}`)
        // The runner needs up to 8 seconds to end.
        expect(beton.stop_grace_period).toBe("15s")
    })
})

describe("the entrypoint", () => {
    it("is sh, and nothing else", () => {
        expect(spawnSync("sh", ["-n", ENTRYPOINT]).status).toBe(0)
        const shellcheck = spawnSync("shellcheck", [ENTRYPOINT], {encoding: "utf8"})
        // Where it is installed.
        if (shellcheck.error === undefined) expect(shellcheck.stdout).toBe("")
    })

    let built: Built
    let world: RunnerWorld
    beforeAll(async () => {
        built = await buildForTests()
        world = await runnerWorld({day: "today"})
    })

    interface Container {
        readonly runner: RunnerProcess
        readonly dir: string
        /** What the programs of the image were called with. */
        calls(): string[]
        ring(): void
    }
    const containers: Container[] = []
    afterEach(async () => {
        for (const {runner} of containers.splice(0)) {
            try {
                // With its cron: in a container the end of the first process is the end of all.
                process.kill(-(runner.process.pid ?? 0), "SIGKILL")
            } catch {
                // All gone.
            }
        }
        await world.crm.admin.setFaults([], world.crm.workspaceId)
        await world.project.admin.setFaults([], world.project.id)
    })

    /** The entrypoint in a folder instead of a container: cron, root and the change of the user are stand-ins. */
    const up = (
        o: {args?: readonly string[]; uid?: number; cron?: string; env?: Record<string, string>} = {},
    ): Container => {
        const dir = temporaryFolder("container")
        const programs = path.join(dir, "bin")
        const calls = path.join(dir, "calls")
        const bell = path.join(dir, "beton.bell")
        fakeProgram(programs, "id", `echo ${o.uid ?? 0}`)
        fakeProgram(programs, "chown", `echo "chown $*" >> ${calls}`)
        fakeProgram(programs, "cron", `echo "cron $*" >> ${calls}\n${o.cron ?? "exec sleep 300"}`)
        fakeProgram(
            programs,
            "setpriv",
            `echo "setpriv $*" >> ${calls}\nwhile [ "\${1#--}" != "$1" ]; do shift; done\nexec "$@"`,
        )
        const runner = startScript(["sh", ENTRYPOINT, ...(o.args ?? [])], {
            cwd: dir,
            env: {
                PATH: `${programs}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
                APP_DIR: built.dir,
                BELL_FILE: bell,
                BETON_STATE_DIR: path.join(dir, "state"),
                ...variables(world.form),
                ...o.env,
            },
        })
        const container: Container = {
            runner,
            dir,
            calls: () => (existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : []),
            // The command of the crontab, with this folder's bell.
            ring: () => {
                const command = /root (.*)/.exec(read("crontab"))?.[1]?.replace("/run/beton.bell", bell) ?? ""
                expect(spawnSync("sh", ["-c", command], {timeout: 5_000}).status).toBe(0)
            },
        }
        containers.push(container)
        return container
    }
    const idles = ({runner}: Container): number => runner.said.split("Nothing is due").length - 1
    const stop = async ({runner}: Container) => {
        const asked = Date.now()
        // Not its output's end: cron holds that open, which ends with a real container.
        const ended = once(runner.process, "exit")
        runner.signal("SIGTERM")
        const [code] = (await ended) as [number | null]
        return {code, took: Date.now() - asked}
    }

    it("runs once at the start, then at each ring, with its own environment; SIGTERM while it waits ends it", async () => {
        const container = up()
        await until("the first run", () => container.runner.said.includes("done: 4 accounts written"))
        container.ring()
        await until("a ring", () => idles(container) === 1)
        container.ring()
        container.ring()
        await until("two more", () => idles(container) === 3)
        const stopped = await stop(container)
        expect(stopped.code).toBe(0)
        expect(stopped.took).toBeLessThan(1_500)
        const calls = container.calls()
        expect(calls[0]).toBe(`chown node ${path.join(container.dir, "state")}`)
        expect(calls.filter((call) => call === "cron -f")).toHaveLength(1)
        const runs = calls.filter((call) => call.startsWith("setpriv "))
        expect(runs).toHaveLength(4)
        expect(new Set(runs)).toEqual(
            new Set([
                `setpriv --reuid=node --regid=node --init-groups --no-new-privs node ${built.runnerCjs}`,
            ]),
        )
    })

    it("passes SIGTERM on to a run and waits for its end", async () => {
        await world.project.admin.setFaults(
            [{path: "/query/", effect: {kind: "rate-limit", retryAfter: 600}}],
            world.project.id,
        )
        const container = up({env: {BETON_TARGET_HOUR: String((new Date().getUTCHours() + 13) % 24)}})
        await until("a wait", () => container.runner.said.includes("Trying again in"))
        const stopped = await stop(container)
        expect(stopped.code).toBe(0)
        expect(container.runner.said).toContain("Stopped on request; the next start goes on from here.")
    })

    it("a ring during a run is answered after it", async () => {
        await world.project.admin.setFaults(
            [{path: "/query/", effect: {kind: "latency", ms: 150}}],
            world.project.id,
        )
        const container = up({env: {BETON_TARGET_HOUR: String((new Date().getUTCHours() + 14) % 24)}})
        await until("a start", () => container.runner.said.includes(" starts."))
        container.ring()
        await until("its answer", () => idles(container) === 1)
        expect(container.runner.said).not.toContain("Another run is at work")
        expect((await stop(container)).code).toBe(0)
    })

    it("a run that fails is told and does not end the container", async () => {
        const container = up({env: {BETON_THRESHOLD: "many"}})
        await until("the first", () => container.runner.said.includes("BETON_THRESHOLD"))
        container.ring()
        await until("the second", () => container.runner.said.split("BETON_THRESHOLD").length === 3)
        expect((await stop(container)).code).toBe(0)
    })

    it("ends with cron, so that the container is started anew", async () => {
        const container = up({cron: "sleep 1; exit 3"})
        const {code, stderr} = await container.runner.exit()
        expect([code, stderr.includes("cron has ended, so this container ends as well.")]).toEqual([1, true])
    })

    it.each([0, 1000])(
        "with options it is one run, as user %d, without cron; its code is the container's",
        async (uid) => {
            const dry = up({args: ["--dry-run", "--log", "text"], uid})
            const done = await dry.runner.exit()
            expect([done.code, done.stdout]).toEqual([0, expect.stringContaining("accounts are active now")])
            const calls = dry.calls().map((call) => call.split(" ")[0])
            expect(calls).toEqual(uid === 0 ? ["chown", "setpriv"] : [])
            const wrong = await up({args: ["--nope"], uid}).runner.exit()
            expect(wrong.code).toBe(2)
        },
    )

    it("says that cron needs root", async () => {
        const {code, stderr} = await up({uid: 1000}).runner.exit()
        expect([code, stderr]).toEqual([2, expect.stringContaining("cron needs root.")])
    })
})
