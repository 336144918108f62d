// Looked up once: inside a VM each look at a global is slow, and this runs for every number.
const {imul} = Math

/**
 * Seeded uniform random numbers (mulberry32), the same sequence on every machine (METHODS §3.4). Everything random in
 * `stats` takes such a source, so that a result can be computed again. Not for secrets.
 *
 * @param seed any integer; its low 32 bits count
 * @returns a function giving the next number k/2^32 in [0, 1)
 */
export function mulberry32(seed: number): () => number {
    let state = seed | 0
    return () => {
        state = (state + 0x6d2b79f5) | 0
        let t = imul(state ^ (state >>> 15), state | 1)
        t ^= t + imul(t ^ (t >>> 7), t | 61)
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296
    }
}
