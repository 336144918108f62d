import {tooManyAtOnce} from "./errors"

interface Gate {
    running: number
    waiting: (() => void)[]
}

/** Lets a number of queries per project run at once; further ones wait, then fail with a 429 (CONTRACT §4). */
export class ConcurrencyLimiter {
    #gates = new Map<number, Gate>()

    async run<T>(projectId: number, limit: number, waitMs: number, work: () => Promise<T>): Promise<T> {
        const gate = this.#gates.get(projectId) ?? {running: 0, waiting: []}
        this.#gates.set(projectId, gate)
        // A query that ends hands its place to the next one, so that a newcomer cannot slip in between.
        if (gate.running >= limit) await this.#wait(gate, waitMs)
        else gate.running += 1
        try {
            return await work()
        } finally {
            const next = gate.waiting.shift()
            if (next) next()
            else gate.running -= 1
        }
    }

    #wait(gate: Gate, waitMs: number): Promise<void> {
        return new Promise((resolve, reject) => {
            const enter = () => {
                clearTimeout(timer)
                resolve()
            }
            const timer = setTimeout(() => {
                gate.waiting = gate.waiting.filter((other) => other !== enter)
                reject(tooManyAtOnce())
            }, waitMs)
            gate.waiting.push(enter)
        })
    }
}
