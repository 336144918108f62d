/** Why a text cannot be a personal API key of PostHog, as a sentence with the fix; null when it can. Never shows the text. */
export function keyProblem(text: string): string | null {
    const key = text.trim()
    if (key.startsWith("phc_"))
        return "This is a project key (phc_), which can only send events. Create a personal API key (phx_) with the scopes query:read and group:read in PostHog, under Settings, Personal API keys."
    if (!/^phx_[A-Za-z0-9]{20,}$/.test(key))
        return "This is no personal API key of PostHog: it must start with phx_. Create one with the scopes query:read and group:read in PostHog, under Settings, Personal API keys."
    return null
}
