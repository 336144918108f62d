import {randomUUID} from "node:crypto"
import {readFileSync} from "node:fs"
import path from "node:path"
import {fileURLToPath} from "node:url"

import {build} from "esbuild"

import type {AppHost} from "./app-host"

const CLIENT = fileURLToPath(new URL("../client", import.meta.url))

/**
 * Names of the browser that client code of an app does not have (SDK.md §4: no DOM, no network, no storage). They
 * are parameters without a value, so that a bundle that reads one fails here as it fails there.
 */
const ABSENT = [
    ...["document", "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "Worker", "localStorage"],
    ...["sessionStorage", "indexedDB", "navigator", "location", "history", "self", "parent", "top", "frames"],
    ...["process", "Buffer", "require", "customElements", "MutationObserver", "requestAnimationFrame"],
    ...["AbortController", "EventTarget", "Event", "crypto", "postMessage", "caches"],
]
/** What the host gives (SDK.md §9). */
const GIVEN = [
    ...["React", "ATTIO_ROOT_SDK", "ATTIO_CLIENT_EXTENSION_SDK", "registerSettingsSchema"],
    ...["registerSettingsSchemas", "registerSurfaces", "runServerFunction", "window", "globalThis", "Date"],
]

const HTML = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Attio preview</title><link rel="stylesheet" href="/assets/page.css"><script type="module" src="/assets/page.js"></script></head>
<body><div id="root"></div></body></html>
`

/** Documents of the preview: the page, the app's bundle as a module, and open iframes. */
export class PreviewPage {
    readonly html = HTML
    readonly #iframes = new Map<string, string>()

    private constructor(
        readonly script: string,
        readonly style: string,
    ) {}

    /** Bundles the page. */
    static async build(): Promise<PreviewPage> {
        const result = await build({
            entryPoints: [path.join(CLIENT, "main.tsx")],
            bundle: true,
            write: false,
            format: "esm",
            target: "es2022",
            jsx: "automatic",
            jsxImportSource: "preview-jsx",
            alias: {"preview-jsx/jsx-runtime": path.join(CLIENT, "jsx-runtime.ts")},
            define: {"process.env.NODE_ENV": '"production"'},
            logLevel: "silent",
        })
        const [file] = result.outputFiles
        if (file === undefined) throw new Error("The preview's page was not built.")
        return new PreviewPage(file.text, readFileSync(path.join(CLIENT, "page.css"), "utf8"))
    }

    /** The app's bundle as a module whose default export runs it with the host's globals. */
    appModule(app: AppHost): string {
        return `export default function ({${GIVEN.join(", ")}}) {\n    let ${ABSENT.join(", ")}\n    {\n${app.options.bundles.client}\n    }\n}\n`
    }

    /** Keeps a document for an iframe. @returns its path */
    addIframe(html: string, initialData: unknown): string {
        const id = randomUUID()
        const data = JSON.stringify(initialData ?? null).replace(/</g, "\\u003c")
        const script = `<script>window.ATTIO_INITIAL_DATA = ${data}</script>`
        const start = /<head[^>]*>/i.exec(html)
        const at =
            start === null
                ? (/^\s*<!doctype[^>]*>/i.exec(html)?.[0].length ?? 0)
                : start.index + start[0].length
        this.#iframes.set(id, `${html.slice(0, at)}${script}${html.slice(at)}`)
        return `/iframes/${id}`
    }

    iframe(id: string): string | null {
        return this.#iframes.get(id) ?? null
    }
}
