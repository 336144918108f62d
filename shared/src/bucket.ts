const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
// Looked up once: inside a VM each look at a global is slow, and this runs for every character.
const {imul} = Math

/**
 * Which of `count` buckets an account belongs to: work on many accounts is done bucket by bucket, so that memory does
 * not grow with their number.
 *
 * @returns 0 to count - 1
 */
export function bucketOf(account: string, count: number): number {
    return hashOf(account) % count
}

/**
 * FNV-1a over UTF-16 code units: 32 bits that tell texts apart, no protection against anybody.
 *
 * @param text of many thousand characters: in one piece, not just put together. V8 may join the pieces of such a text
 *   again for each character, which takes seconds; hash the pieces one after the other instead
 * @param before the hash of what comes before the text: hashOf(b, hashOf(a)) is hashOf(a + b)
 */
export function hashOf(text: string, before: number = FNV_OFFSET): number {
    let hash = before
    for (let i = 0; i < text.length; i++) hash = imul(hash ^ text.charCodeAt(i), FNV_PRIME)
    return hash >>> 0
}
