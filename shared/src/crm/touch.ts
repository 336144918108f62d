/** What somebody of the team did about a deal first (H11). */
export type TouchKind = "stage_change" | "task" | "task_completed" | "interaction"

/** The first touch. */
export interface Touch {
    /** ISO instant. */
    readonly at: string
    readonly kind: TouchKind
}

/**
 * The earliest touch after a deal was made; null while nobody has touched it. What happened before belongs to something
 * else.
 *
 * @param createdAt of the deal
 */
export function firstTouch(touches: readonly Touch[], createdAt: string): Touch | null {
    const made = Date.parse(createdAt)
    const later = touches.filter(({at}) => Date.parse(at) > made)
    return later.reduce<Touch | null>(
        (first, touch) => (first === null || Date.parse(touch.at) < Date.parse(first.at) ? touch : first),
        null,
    )
}
