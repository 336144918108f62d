import path from "node:path"

import type {Argv} from "yargs"

import {kilobytes} from "../build/build-plugin"
import {packPlugin} from "../build/pack-plugin"
import type {Command} from "../cli/command"

/** `beton pack`: the PostHog app as an archive in the form that PostHog itself downloads from GitHub. */
export const command: Command = {
    command: "pack",
    describe:
        "Builds the PostHog app, packs it as posthog-app/dist/beton-posthog-app.zip (the same bytes every time) and verifies the archive by loading it.",
    builder: (yargs: Argv) => yargs,
    async handler(_args, io) {
        const packed = await packPlugin()
        io.result(
            packed,
            [
                ...packed.contents.map(({name, bytes}) => `  ${name}  ${kilobytes(bytes)}`),
                "Verified:",
                ...packed.verified.map((check) => `  ${check}`),
                `${path.relative(process.cwd(), packed.file)}  ${kilobytes(packed.bytes)}`,
                `sha256 ${packed.sha256}`,
            ].join("\n"),
        )
    },
}
