import type {HostStorage} from "../../../scripts/sandbox/plugin-host/storage"
import type {Sent} from "./wire"

/** Where a secret must never show up, as named texts. */
export async function publicTexts(o: {
    readonly storages: readonly HostStorage[]
    readonly logs: readonly {readonly text: string}[]
    readonly errors: readonly Error[]
    readonly sent: readonly Sent[]
}): Promise<Record<string, string>> {
    const stored: string[] = []
    for (const storage of o.storages) stored.push(JSON.stringify(await storage.entries?.()))
    return {
        storage: stored.join("\n"),
        logs: o.logs.map(({text}) => text).join("\n"),
        errors: o.errors.map((error) => `${error.message}\n${error.stack ?? ""}`).join("\n"),
        urls: o.sent.map(({url}) => url).join("\n"),
        bodies: o.sent.map(({body}) => body).join("\n"),
        answers: o.sent.map(({answer}) => answer).join("\n"),
    }
}

/** "secret in place" for each secret that shows up where it must not. */
export function leaksIn(
    texts: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>>,
): string[] {
    return Object.entries(secrets).flatMap(([secret, value]) =>
        Object.entries(texts)
            .filter(([, text]) => text.includes(value))
            .map(([place]) => `${secret} in ${place}`),
    )
}
