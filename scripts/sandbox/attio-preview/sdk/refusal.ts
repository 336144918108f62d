/** What the real host does not accept; the message says what and, where there is one, the way out. */
export class HostRefusal extends Error {
    override readonly name = "HostRefusal"
}

/** Names that JavaScript and React read from any object; they are absent, not refused. */
const PROBED = new Set([
    "__esModule",
    "$$typeof",
    "then",
    "toJSON",
    "constructor",
    "default",
    "valueOf",
    "toString",
    "hasOwnProperty",
    "asymmetricMatch",
    "nodeType",
    "tagName",
])

/** Why a name of the SDK must not be used by an app that wants to pass Attio's code review (SDK.md §8, §10). */
export function whyNot(module: string, name: string): string {
    if (/^experimental_/i.test(name))
        return `${name} of ${module} is experimental: a reviewed app cannot use it.`
    return `${module} has no ${name}.`
}

/**
 * An SDK module or namespace: own members are there, any other name is refused on first use. The refusing part is
 * the prototype, because bundles copy the own members and keep the prototype.
 */
export function sdkNamespace<T extends object>(
    module: string,
    members: T,
    refused: Readonly<Record<string, string>> = {},
): T {
    const refuse = new Proxy(
        {},
        {
            get(_target, name) {
                if (typeof name === "symbol" || PROBED.has(name)) return undefined
                throw new HostRefusal(refused[name] ?? whyNot(module, name))
            },
            has: () => false,
        },
    )
    return Object.assign(Object.create(refuse) as object, members) as T
}

/** Reasons for the deprecated settings functions of `attio/client` and `attio/server`. */
export const DEPRECATED_SETTINGS: Readonly<Record<string, string>> = Object.fromEntries(
    [
        "getWorkspaceSettings",
        "getWorkspaceSetting",
        "setWorkspaceSetting",
        "useWorkspaceSettings",
        "useWorkspaceSettingsForm",
    ].map((name) => [name, `${name} is deprecated: use Settings from a schema file instead.`]),
)
