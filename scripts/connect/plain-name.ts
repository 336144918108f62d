/** "apiCallsUsed", "API calls used" and "api-calls.used" read alike: api_calls_used. */
export function plainName(name: string): string {
    return name
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .toLowerCase()
        .replace(/[\s\-.:]+/g, "_")
}
