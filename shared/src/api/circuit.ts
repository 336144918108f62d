/** Whether a service is worth asking at present; JSON, so that it outlives a step. */
export interface Circuit {
    /** Calls in a row that got no usable answer. */
    readonly failures: number
    /** No call before this instant (unix ms); 0 = closed. */
    readonly openUntil: number
}

/** When a circuit opens and for how long. */
export interface CircuitPolicy {
    readonly threshold: number
    readonly openMs: number
    readonly maxOpenMs: number
}

export const CIRCUIT_POLICY: CircuitPolicy = {threshold: 5, openMs: 60_000, maxOpenMs: 600_000}

export const CLOSED: Circuit = {failures: 0, openUntil: 0}

/**
 * The circuit after a call. From the threshold on it opens, twice as long with each further failure; a single success
 * closes it. Only calls that got no usable answer count: a refusal is an answer.
 */
export function afterCall(
    circuit: Circuit,
    usable: boolean,
    now: number,
    policy: CircuitPolicy = CIRCUIT_POLICY,
): Circuit {
    if (usable) return CLOSED
    const failures = circuit.failures + 1
    if (failures < policy.threshold) return {failures, openUntil: 0}
    const open = policy.openMs * 2 ** Math.min(failures - policy.threshold, 20)
    return {failures, openUntil: now + Math.min(policy.maxOpenMs, open)}
}

/** How long calls are still held back, ms; 0 when one may be made. A clock that jumped back never locks for longer. */
export function heldBackMs(circuit: Circuit, now: number, policy: CircuitPolicy = CIRCUIT_POLICY): number {
    const left = circuit.openUntil - now
    return left > policy.maxOpenMs ? 0 : Math.max(0, left)
}
