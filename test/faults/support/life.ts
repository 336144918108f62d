/**
 * One process of the app. Once it is killed, nothing of it happens any more: what it waits for never comes. A process
 * that is frozen (a suspended machine, a worker that the scheduler forgot) waits, and goes on where it was once it thaws.
 */
export class Life {
    #ended = false
    #halt: () => void = () => undefined
    #thaw: () => void = () => undefined
    /** Resolves when the process is killed or frozen. */
    readonly halted = new Promise<void>((resolve) => (this.#halt = resolve))

    get ended(): boolean {
        return this.#ended
    }

    kill(): void {
        this.#ended = true
        this.#halt()
    }

    /** Stops here until `thaw`. */
    async freeze(): Promise<void> {
        const thawed = new Promise<void>((resolve) => (this.#thaw = resolve))
        this.#halt()
        await thawed
    }

    thaw(): void {
        this.#thaw()
    }

    /** Lets a call of the process through to the world outside, and its outcome back, as long as it lives. */
    async through<T>(call: () => Promise<T>): Promise<T> {
        if (this.#ended) return never<T>()
        try {
            const outcome = await call()
            return this.#ended ? await never<T>() : outcome
        } catch (error) {
            if (this.#ended) return never<T>()
            throw error
        }
    }
}

/** What a dead process waits for. */
export function never<T>(): Promise<T> {
    return new Promise<T>(() => undefined)
}
