/** Seeded randomness of the story: the same seed gives the same bytes on every machine. */

/** Mixes a seed with labels into the 32-bit seed of an independent stream (FNV-1a over the parts). */
export function streamSeed(seed: number, ...parts: (string | number)[]): number {
    let hash = 0x811c9dc5
    for (const character of `${seed}|${parts.join("|")}`) {
        hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    return (hash ^ (hash >>> 13)) >>> 0
}

/** One stream of pseudo-random numbers (mulberry32) with the distributions the story needs. */
export class Random {
    private state: number

    constructor(seed: number, ...parts: (string | number)[]) {
        this.state = streamSeed(seed, ...parts)
    }

    /** Uniform 32-bit unsigned integer. */
    bits(): number {
        this.state = (this.state + 0x6d2b79f5) | 0
        let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
        return (t ^ (t >>> 14)) >>> 0
    }

    /** Uniform in [0, 1). */
    next(): number {
        return this.bits() / 4294967296
    }

    /** Uniform in [low, high). */
    between(low: number, high: number): number {
        return low + (high - low) * this.next()
    }

    /** Uniform integer in [low, high], both included. */
    int(low: number, high: number): number {
        return low + Math.floor(this.next() * (high - low + 1))
    }

    /** True with probability p. */
    chance(p: number): boolean {
        return this.next() < p
    }

    /** Standard normal deviate (Box-Muller, one of the pair). */
    normal(): number {
        return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
    }

    /** Poisson count by multiplication of uniforms; meant for means below about 50. */
    poisson(mean: number): number {
        const limit = Math.exp(-mean)
        let count = 0
        let product = this.next()
        while (product > limit) {
            count++
            product *= this.next()
        }
        return count
    }

    /** Gamma deviate with an integer shape (a sum of exponentials). */
    gamma(shape: number, scale: number): number {
        let sum = 0
        for (let i = 0; i < shape; i++) sum -= Math.log(1 - this.next())
        return sum * scale
    }

    /** One element, all equally likely; the list must not be empty. */
    pick<T>(list: readonly T[]): T {
        return list[Math.floor(this.next() * list.length)] as T
    }

    /** One key of a weight table, with probability proportional to its weight. */
    weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
        const keys = Object.keys(weights) as K[]
        let rest = this.next() * keys.reduce((sum, key) => sum + weights[key], 0)
        for (const key of keys) {
            rest -= weights[key]
            if (rest < 0) return key
        }
        return keys[keys.length - 1] as K
    }

    /** A new list in random order. */
    shuffle<T>(list: readonly T[]): T[] {
        const copy = [...list]
        for (let i = copy.length - 1; i > 0; i--) {
            const j = this.int(0, i)
            const other = copy[j] as T
            copy[j] = copy[i] as T
            copy[i] = other
        }
        return copy
    }

    /** UUID from 122 random bits (version 4 layout). */
    uuid(): string {
        return formatUuid(this.bits(), this.bits(), this.bits(), this.bits(), 4)
    }

    /** Time-prefixed UUID (version 7 layout), as browsers' SDKs send for events. */
    uuidAt(ms: number): string {
        const high = Math.floor(ms / 65536)
        const low = ms % 65536
        return formatUuid(high, (low << 16) | (this.bits() >>> 16), this.bits(), this.bits(), 7)
    }
}

const HEX = Array.from({length: 65536}, (_, value) => value.toString(16).padStart(4, "0"))

function hex(word: number): string {
    return (HEX[word >>> 16] as string) + (HEX[word & 0xffff] as string)
}

function formatUuid(a: number, b: number, c: number, d: number, version: number): string {
    const second = hex((b & 0xffff0fff) | (version << 12))
    const third = hex((c & 0x3fffffff) | 0x80000000)
    return `${hex(a)}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${hex(d)}`
}
