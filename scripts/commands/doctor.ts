import type {Argv} from "yargs"

import type {Command} from "../cli/command"
import {configOrThrow} from "../cli/config-file"
import {EXIT} from "../cli/errors"
import {runnerSettings} from "../cli/runner-settings"
import {checkSummary, checkText} from "../connect/report"
import {check} from "../connect/session"
import {readingHost} from "../node-host"

interface Args {
    readonly config: string | undefined
}

/** `beton doctor`: the connect check. Reads only; each line is ok or a sentence that says the fix. */
export const command: Command<Args> = {
    command: "doctor",
    describe: "Checks keys, scopes, account, data sources, CRM and the last run. Writes nothing.",
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
        const progress = io.progress("Checking")
        const lines = await check(config, readingHost(Date.now, io.log), {
            onLine: ({title}) => {
                io.signal.throwIfAborted()
                progress.update(null, title)
            },
        })
        progress.done(`${lines.length} checks`)
        io.result(
            {ok: lines.every(({state}) => state !== "fail"), checks: lines},
            [...lines.map(checkText), "", checkSummary(lines)].join("\n"),
        )
        return lines.some(({state}) => state === "fail") ? EXIT.failed : EXIT.ok
    },
}
