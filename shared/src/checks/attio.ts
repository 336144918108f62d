/** Attio accepts the token. @param workspace slug; null where Attio does not say */
export function tokenAccepted(workspace: string | null): string {
    return `Attio accepts the token${workspace === null ? "" : ` of the workspace "${workspace}"`}.`
}

/** A token that was deleted or has ended. */
export const TOKEN_ENDED = "It is no longer valid. Create a new one in Attio and paste it."

/** A scope that a token of Attio lacks. */
export function lacksAttioScope(scope: string): string {
    return `It lacks ${scope}. Add the scope to the token in Attio.`
}
