import {existsSync, readFileSync, writeFileSync} from "node:fs"
import path from "node:path"

import type {Argv} from "yargs"

import {buildPlugin, kilobytes, ROOT} from "../build/build-plugin"
import {reproducibleZip, sha256} from "../build/zip"
import type {Command} from "../cli/command"

/** Added when they lie in posthog-app. */
const EXTRAS = ["README.md", "logo.png", "logo.svg"]

/** `beton pack`: the archive that a self-hosted PostHog takes at "Install app advanced". */
export const command: Command = {
    command: "pack",
    describe:
        "Builds the PostHog app and packs it as posthog-app/dist/beton-posthog-app.zip, the same bytes every time.",
    builder: (yargs: Argv) => yargs,
    async handler(_args, io) {
        const plugin = await buildPlugin()
        const sources = [
            plugin.indexJs,
            plugin.pluginJson,
            ...EXTRAS.map((name) => path.join(ROOT, "posthog-app", name)).filter((file) => existsSync(file)),
        ]
        const files = Object.fromEntries(sources.map((file) => [path.basename(file), readFileSync(file)]))
        const zip = reproducibleZip(files)
        const file = path.join(plugin.dir, "beton-posthog-app.zip")
        writeFileSync(file, zip)
        const contents = Object.entries(files).map(([name, bytes]) => ({name, bytes: bytes.length}))
        io.result(
            {file, bytes: zip.length, sha256: sha256(zip), contents},
            [
                ...contents.map(({name, bytes}) => `  ${name}  ${kilobytes(bytes)}`),
                `${path.relative(process.cwd(), file)}  ${kilobytes(zip.length)}`,
                `sha256 ${sha256(zip)}`,
            ].join("\n"),
        )
    },
}
