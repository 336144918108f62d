import type {Wire} from "../../app/support/wire"
import type {ProcessStorage} from "./shared-storage"

/** Whole numbers below `limit`, the same for the same seed (mulberry32). */
export function randomBelow(seed: number): (limit: number) => number {
    let state = seed >>> 0
    return (limit) => {
        state = (state + 0x6d2b79f5) >>> 0
        let mixed = Math.imul(state ^ (state >>> 15), state | 1)
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
        return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
    }
}

/**
 * Lets several processes take turns: whatever one does outside itself waits until it is picked, and runs alone. The
 * order follows from the seed, so a failing interleaving can be had again.
 */
export class Turns {
    private readonly waiting: (() => Promise<void>)[] = []
    private running = false

    constructor(private readonly below: (limit: number) => number) {}

    /** Runs when it is this call's turn. */
    take<T>(work: () => Promise<T>): Promise<T> {
        return new Promise<T>((resolve, reject) => {
            this.waiting.push(() => work().then(resolve, reject))
            if (this.running) return
            this.running = true
            setImmediate(() => void this.run())
        })
    }

    /** A storage and a network whose every call takes a turn. */
    storage(inner: ProcessStorage): ProcessStorage {
        return {
            ...inner,
            get: (key) => this.take(() => inner.get(key)),
            set: (key, value) => this.take(() => inner.set(key, value)),
            del: (key) => this.take(() => inner.del(key)),
            increment: (key, by) => this.take(() => inner.increment(key, by)),
        }
    }

    wire(inner: Wire): Wire {
        return {...inner, fetch: (url, request) => this.take(() => inner.fetch(url, request))}
    }

    private async run(): Promise<void> {
        for (;;) {
            const [next] = this.waiting.splice(this.below(Math.max(1, this.waiting.length)), 1)
            if (next === undefined) break
            await next()
            // What follows from it asks for its own turn before the next is picked.
            await new Promise((resolve) => setImmediate(resolve))
        }
        this.running = false
    }
}
