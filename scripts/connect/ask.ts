import {UsageError} from "../cli/errors"

/** A choice as a person sees it. */
export interface Choice {
    readonly value: string
    readonly label: string
    /** Why one would take it; counts first. */
    readonly hint?: string
}

/** How questions reach a person. The one for terminals is `terminal-prompts.ts`. */
export interface Prompts {
    select(o: {message: string; choices: readonly Choice[]; proposed: string}): Promise<string>
    /** `check` gives the sentence to show, or null when the text will do. */
    input(o: {message: string; proposed: string; check(text: string): string | null}): Promise<string>
    /** Typed text is not shown. */
    password(o: {message: string; check(text: string): string | null}): Promise<string>
    confirm(o: {message: string; proposed: boolean}): Promise<boolean>
}

/** An answer that was given before anybody asked, and where: an option or a variable of the environment. */
export interface Given {
    readonly value: string
    readonly from: string
}

/** A question: its id ties it to an option or a variable. */
interface Question {
    readonly id: string
    readonly message: string
}

/** What {@link Ask} is made of. */
export interface AskOptions {
    /** Answers by question id. */
    readonly given: Readonly<Record<string, Given>>
    /** What to write on the command line instead, by question id; for the message when nobody can be asked. */
    readonly hints: Readonly<Record<string, string>>
    /** Take every proposal. */
    readonly yes: boolean
    /** null: there is nobody to ask. */
    readonly prompts: Prompts | null
    readonly say: (text: string) => void
}

/** Asks: what was given counts first, then with --yes the proposal, then a person. */
export class Ask {
    private readonly refused = new Set<string>()

    constructor(private readonly o: AskOptions) {}

    say(text: string): void {
        if (text !== "") this.o.say(text)
    }

    /** Whether a person can be asked a second time. */
    get canAsk(): boolean {
        return this.o.prompts !== null
    }

    /** Whether the answer comes from the command line or the environment. */
    isGiven(id: string): boolean {
        return this.given(id) !== null
    }

    /**
     * One of the choices. `accept` lets a given answer be something else, and says why it cannot.
     *
     * @throws UsageError when the given answer is none of them, or nobody can be asked
     */
    async choose(
        q: Question & {
            readonly choices: readonly Choice[]
            readonly proposed: string
            readonly accept?: (value: string) => string | null
        },
    ): Promise<string> {
        const given = this.given(q.id)
        if (given !== null) {
            const known = q.choices.some(({value}) => value === given.value)
            const problem = known ? null : (q.accept?.(given.value) ?? (q.accept ? null : oneOf(q.choices)))
            if (problem !== null) throw new UsageError(`${given.from} ${given.value}: ${problem}`)
            return given.value
        }
        if (this.takesProposals(q.id)) return this.taken(q.message, q.proposed)
        return this.prompts(q).select({message: q.message, choices: q.choices, proposed: q.proposed})
    }

    /** A text that passes the check. @throws UsageError when the given one does not, or nobody can be asked */
    async text(
        q: Question & {readonly proposed?: string; readonly check: (text: string) => string | null},
    ): Promise<string> {
        const given = this.given(q.id)
        if (given !== null) return checkedGiven(given, q.check)
        if (this.takesProposals(q.id) && q.proposed !== undefined) return this.taken(q.message, q.proposed)
        return this.prompts(q).input({message: q.message, proposed: q.proposed ?? "", check: q.check})
    }

    /** A secret; `whenEmpty` is what an empty answer means, and what --yes takes. Its value is never repeated. */
    async secret(
        q: Question & {readonly check: (text: string) => string | null; readonly whenEmpty?: string},
    ): Promise<string> {
        const given = this.given(q.id)
        const check = (text: string): string | null =>
            text === "" && q.whenEmpty !== undefined ? null : q.check(text)
        if (given !== null) {
            const problem = check(given.value)
            if (problem !== null) throw new UsageError(`${given.from}: ${problem}`)
            return given.value === "" ? (q.whenEmpty ?? "") : given.value
        }
        if (this.takesProposals(q.id) && q.whenEmpty !== undefined) return q.whenEmpty
        const typed = (
            await this.prompts(q).password({message: q.message, check: (text) => check(text.trim())})
        ).trim()
        return typed === "" ? (q.whenEmpty ?? "") : typed
    }

    /** Yes or no. @throws UsageError when nobody can be asked */
    async confirm(q: Question & {readonly proposed: boolean}): Promise<boolean> {
        const given = this.given(q.id)
        if (given !== null) return given.value === "yes"
        if (this.takesProposals(q.id)) return this.taken(q.message, q.proposed ? "yes" : "no") === "yes"
        return this.prompts(q).confirm({message: q.message, proposed: q.proposed})
    }

    /**
     * Yes or no to something that --yes does not cover: it needs its own option, or a person.
     *
     * @throws UsageError when neither is there
     */
    async explicit(q: Question): Promise<boolean> {
        const given = this.given(q.id)
        if (given !== null) return given.value === "yes"
        if (this.o.prompts === null)
            throw new UsageError(`${q.message} Say so with ${this.o.hints[q.id] ?? "an option of its own"}.`)
        return this.o.prompts.confirm({message: q.message, proposed: false})
    }

    /** A question about how to go on, which only a person can answer. */
    async person(q: {
        readonly message: string
        readonly choices: readonly Choice[]
        readonly proposed: string
    }): Promise<string> {
        return this.prompts({id: "", message: q.message}).select(q)
    }

    /**
     * The last answer turned out to be no good: the question is asked again.
     *
     * @throws UsageError with the problem when nobody can be asked
     */
    refuse(id: string, problem: string): void {
        const {prompts, given, hints} = this.o
        if (prompts === null) {
            const from = given[id]?.from ?? hints[id]
            throw new UsageError(from === undefined ? problem : `${from}: ${problem}`)
        }
        this.refused.add(id)
        if (problem !== "") this.say(problem)
    }

    private given(id: string): Given | null {
        return this.refused.has(id) ? null : (this.o.given[id] ?? null)
    }

    private takesProposals(id: string): boolean {
        return this.o.yes && !this.refused.has(id)
    }

    private taken(message: string, answer: string): string {
        this.say(`${message} ${answer}`)
        return answer
    }

    private prompts(q: Question): Prompts {
        if (this.o.prompts !== null) return this.o.prompts
        const hint = this.o.hints[q.id]
        throw new UsageError(
            `"${q.message}" cannot be asked here, because this is no terminal. ${hint === undefined ? "Use --yes to take what is proposed." : `Set ${hint}${this.o.yes ? "" : ", or use --yes to take what is proposed"}.`}`,
        )
    }
}

function checkedGiven(given: Given, check: (text: string) => string | null): string {
    const problem = check(given.value)
    if (problem !== null) throw new UsageError(`${given.from} ${given.value}: ${problem}`)
    return given.value
}

function oneOf(choices: readonly Choice[]): string {
    return `must be one of ${choices.map(({value}) => value).join(", ")}.`
}
