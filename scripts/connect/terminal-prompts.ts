import {confirm, input, password, select} from "@inquirer/prompts"

import {WorkError} from "../cli/errors"
import type {Prompts} from "./ask"

/** Questions on a terminal. They are shown on stderr, so that stdout holds the outcome only. */
export function terminalPrompts(signal: AbortSignal): Prompts {
    const context = {output: process.stderr, signal}
    return {
        select: ({message, choices, proposed}) =>
            stoppable(
                select(
                    {
                        message,
                        default: proposed,
                        loop: false,
                        pageSize: 12,
                        choices: choices.map(({value, label, hint}) => ({
                            value,
                            name: value === proposed ? `${label}  (proposed)` : label,
                            short: label,
                            ...(hint === undefined ? {} : {description: hint}),
                        })),
                    },
                    context,
                ),
            ),
        input: ({message, proposed, check}) =>
            stoppable(
                input(
                    {
                        message,
                        ...(proposed === "" ? {} : {default: proposed}),
                        validate: (text) => check(text.trim()) ?? true,
                    },
                    context,
                ).then((text) => text.trim()),
            ),
        password: ({message, check}) =>
            stoppable(password({message, mask: "*", validate: (text) => check(text) ?? true}, context)),
        confirm: ({message, proposed}) => stoppable(confirm({message, default: proposed}, context)),
    }
}

/** Ctrl-C ends the command, not with a stack. */
async function stoppable<T>(answer: Promise<T>): Promise<T> {
    try {
        return await answer
    } catch (error) {
        if (error instanceof Error && /^(ExitPromptError|AbortPromptError)$/.test(error.name))
            throw new WorkError("Stopped.")
        throw error
    }
}
