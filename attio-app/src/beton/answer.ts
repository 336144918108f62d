/** What a server function hands back: the data, or one sentence for people that says what to do. */
export type ServerAnswer<T> =
    {readonly ok: true; readonly value: T} | {readonly ok: false; readonly message: string}

/** A success. */
export const done = <T>(value: T): ServerAnswer<T> => ({ok: true, value})

/** A failure, as one sentence for people. */
export const refused = (message: string): ServerAnswer<never> => ({ok: false, message})
