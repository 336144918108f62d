import {pairingOf} from "@beton/posthog-app/pairing"
import {accountText, encodePairing} from "@beton/shared/pairing"
import type {Argv} from "yargs"

import type {Command} from "../cli/command"
import {configOrThrow} from "../cli/config-file"
import {runnerSettings} from "../cli/runner-settings"
import {pairedSource} from "../connect/paired-source"

interface Args {
    readonly config: string | undefined
}

/**
 * `beton pairing`: the line that connects the Attio app with this configuration. Asks PostHog once where accounts are
 * groups, writes nothing.
 */
export const command: Command<Args> = {
    command: "pairing",
    describe: "Prints the line that you paste into the Attio app's settings. It holds no secret.",
    builder: (yargs: Argv) =>
        yargs.option("config", {
            type: "string",
            requiresArg: true,
            describe: "JSON file with the settings; BETON_* variables override it",
        }) as Argv<Args>,
    async handler(args, io) {
        const {form, warnings} = runnerSettings(args.config)
        for (const warning of warnings) io.log(warning)
        const config = configOrThrow(form)
        const pairing = pairingOf(config, await pairedSource(config, io.log))
        const text = encodePairing(pairing)
        io.result(
            {pairing: text, ...pairing},
            [
                text,
                "",
                "Paste this line in Attio: Workspace settings, Apps, Beton, Settings, Pairing text.",
                `It names ${pairing.host}, project ${pairing.project}, ${accountText(pairing.account)}, threshold ${pairing.threshold}, ${pairing.signals.length} signals, and the public key ${pairing.publicKeys[0] ?? ""}.`,
                "It holds no secret. Print and paste it again when one of these settings changes.",
            ].join("\n"),
        )
    },
}
