const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/**
 * Which of `count` buckets an account belongs to (FNV-1a over UTF-16 code units): work on many accounts is done bucket
 * by bucket, so that memory does not grow with their number.
 *
 * @returns 0 to count - 1
 */
export function bucketOf(account: string, count: number): number {
    let hash = FNV_OFFSET
    for (let i = 0; i < account.length; i++) hash = Math.imul(hash ^ account.charCodeAt(i), FNV_PRIME) >>> 0
    return hash % count
}
