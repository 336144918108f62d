import {Ask, type Given, type Prompts} from "../../scripts/connect/ask"

/** What a person does at a question whose text contains `at`. */
export interface Step {
    readonly at: string
    readonly answer: string | boolean
}

/** A person who answers in this order, and what they saw. */
export interface Person {
    readonly prompts: Prompts
    /** Everything that was shown: questions with their choices, answers other than secrets. */
    readonly seen: string[]
    /** Throws when something was not asked. */
    done(): void
}

/** Plays a person; a question that is out of turn, or an answer that the question refuses, is an error. */
export function person(steps: readonly Step[]): Person {
    const left = [...steps]
    const seen: string[] = []
    const next = (message: string): string | boolean => {
        const step = left.shift()
        if (step === undefined || !message.includes(step.at))
            throw new Error(
                `Asked "${message}" where "${step?.at ?? "nothing"}" was expected.\n${seen.join("\n")}`,
            )
        return step.answer
    }
    const typed = (message: string, check: (text: string) => string | null): string => {
        for (;;) {
            const answer = String(next(message))
            const problem = check(answer)
            if (problem === null) return answer
            seen.push(`! ${problem}`)
        }
    }
    return {
        seen,
        prompts: {
            select: async ({message, choices, proposed}) => {
                seen.push(`? ${message}`)
                for (const {value, label, hint} of choices)
                    seen.push(
                        `${value === proposed ? ">" : " "} ${label}${hint === undefined ? "" : ` | ${hint}`}`,
                    )
                const answer = String(next(message))
                const chosen = choices.find(({value}) => value === answer)
                if (chosen === undefined) throw new Error(`"${answer}" is no choice of "${message}".`)
                return chosen.value
            },
            input: async ({message, proposed, check}) => {
                seen.push(`? ${message} (${proposed})`)
                return typed(message, check)
            },
            password: async ({message, check}) => {
                seen.push(`? ${message}`)
                return typed(message, check)
            },
            confirm: async ({message, proposed}) => {
                seen.push(`? ${message} (${proposed ? "Y/n" : "y/N"})`)
                return next(message) === true
            },
        },
        done: () => {
            if (left.length > 0) throw new Error(`Never asked: ${left.map(({at}) => at).join(", ")}.`)
        },
    }
}

/** Answers from the command line or the environment, by question id. */
export function given(answers: Readonly<Record<string, string>>): Record<string, Given> {
    return Object.fromEntries(Object.entries(answers).map(([id, value]) => [id, {value, from: `--${id}`}]))
}

/** Asks a person, with what was given first. */
export function askPerson(who: Person, answers: Readonly<Record<string, string>> = {}): Ask {
    return new Ask({
        given: given(answers),
        hints: {},
        yes: false,
        prompts: who.prompts,
        say: (text) => void who.seen.push(text),
    })
}

/** Asks nobody. */
export function unattended(
    answers: Readonly<Record<string, string>>,
    o: {
        readonly yes?: boolean
        readonly said?: string[]
        readonly hints?: Readonly<Record<string, string>>
    } = {},
): Ask {
    return new Ask({
        given: given(answers),
        hints: o.hints ?? {},
        yes: o.yes ?? true,
        prompts: null,
        say: (text) => void o.said?.push(text),
    })
}
