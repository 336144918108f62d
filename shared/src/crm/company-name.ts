import {normalisedName} from "../company"

/** Names that many companies have, or that say nothing. */
const GENERIC: ReadonlySet<string> = new Set([
    "test", "demo", "example", "company", "my company", "organization", "organisation", "team", "my team", "personal",
    "default", "workspace", "none", "null", "undefined", "unknown", "na", "n a", "admin", "sandbox", "acme", "untitled",
]) // prettier-ignore
const SHORTEST_NAME = 3

/** A name by which a company can be told from others, normalised; null for one that says too little. */
export function tellingName(name: string | null): string | null {
    const normalised = normalisedName(name ?? "")
    return normalised.length < SHORTEST_NAME || GENERIC.has(normalised) ? null : normalised
}
