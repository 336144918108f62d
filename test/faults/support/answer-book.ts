import type {ExternalCall} from "./calls"
import type {MicroWorld} from "./micro-world"

interface Answer {
    readonly status: number
    readonly text: string
    readonly headers: Readonly<Record<string, string>>
}

/** A query that looks at what runs write must be asked in the case's own project. */
const LOOKS_AT_RUNS = /"beton_(signal_fired|run_completed|backtest_completed)"/

/**
 * Answers of the world's own project to queries, each asked once for real and then given again for exactly the same
 * bytes: detection over the story takes half a second each time, and hundreds of cases ask the same. Only queries whose
 * answer no run can change are kept; `unstable` proves it for those that a run made.
 */
export class AnswerBook {
    private readonly answers = new Map<string, Promise<Answer>>()

    constructor(private readonly world: MicroWorld) {}

    /** The answer, or undefined when the case's own project has to be asked. */
    answerTo({body}: ExternalCall): Promise<Answer> | undefined {
        if (LOOKS_AT_RUNS.test(body)) return undefined
        const known = this.answers.get(body) ?? this.ask(body)
        this.answers.set(body, known)
        return known
    }

    /** Calls of a run on the world's own project whose answers are not the same after it: they must not be kept. */
    async unstable(calls: readonly ExternalCall[]): Promise<string[]> {
        const changed: string[] = []
        for (const call of calls) {
            const now = await this.answerTo(call)
            if (now !== undefined && rowsOf(now.text) !== rowsOf(call.answer)) changed.push(call.body)
        }
        return changed
    }

    private async ask(body: string): Promise<Answer> {
        const {url, id, key} = this.world.project
        const response = await fetch(`${url}/api/projects/${id}/query/`, {
            method: "POST",
            headers: {authorization: `Bearer ${key}`, "content-type": "application/json"},
            body,
        })
        const text = await response.text()
        if (response.status !== 200) throw new Error(`A query of the recorded run failed: ${text}`)
        return {status: 200, text, headers: {"content-type": "application/json"}}
    }
}

function rowsOf(text: string): string {
    const {columns, results} = JSON.parse(text) as {columns: unknown; results: unknown}
    return JSON.stringify({columns, results})
}
