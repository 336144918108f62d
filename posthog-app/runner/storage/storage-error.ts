/**
 * The place where the runner keeps its state cannot be used. The message is one plain sentence or two that name the
 * setting, folder or file and the fix, without a secret.
 */
export class StorageError extends Error {
    override readonly name = "StorageError"

    constructor(
        message: string,
        /** Code of the system or database underneath, for decisions; "" when there is none. */
        readonly code = "",
    ) {
        super(message)
    }
}

/** The code that an error of Node.js or of a database carries. */
export function codeOf(error: unknown): string {
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : ""
    return typeof code === "string" ? code : ""
}

/** Why a held lock's signal was aborted. */
export function lostLock(): StorageError {
    return new StorageError(
        "The lock on the storage could not be kept, so another run may have started. This run stops; the other continues.",
    )
}
