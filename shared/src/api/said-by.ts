/** A sentence that says whose it is: many messages of a service name it already. */
export function saidBy(service: string, sentence: string): string {
    return new RegExp(`^${service}\\b`).test(sentence) ? sentence : `${service}: ${sentence}`
}

/** See `saidBy`. */
export function fromAttio(sentence: string): string {
    return saidBy("Attio", sentence)
}
