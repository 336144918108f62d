/** A sentence that says whose it is: many of the client's messages name Attio already. */
export function fromAttio(sentence: string): string {
    return /^Attio\b/.test(sentence) ? sentence : `Attio: ${sentence}`
}
