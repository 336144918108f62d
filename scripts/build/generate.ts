import {readFileSync, writeFileSync} from "node:fs"
import path from "node:path"
import {fileURLToPath} from "node:url"

import {pluginManifest} from "@beton/posthog-app/config/fields"

import {settingsDoc} from "./settings-doc"

const ROOT = fileURLToPath(new URL("../..", import.meta.url))

/** Files that are made from definitions and committed, with their content. */
export function generatedFiles(): {readonly file: string; readonly content: string}[] {
    const {version} = JSON.parse(readFileSync(path.join(ROOT, "posthog-app/package.json"), "utf8")) as {
        version: string
    }
    return [
        {file: "posthog-app/plugin.json", content: `${JSON.stringify(pluginManifest(version), null, 4)}\n`},
        {file: "docs/SETTINGS.md", content: settingsDoc()},
    ]
}

/** Generated files whose committed content is out of date. */
export function staleFiles(): string[] {
    return generatedFiles()
        .filter(({file, content}) => readOrEmpty(path.join(ROOT, file)) !== content)
        .map(({file}) => file)
}

function readOrEmpty(file: string): string {
    try {
        return readFileSync(file, "utf8")
    } catch {
        return ""
    }
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
    for (const {file, content} of generatedFiles()) {
        writeFileSync(path.join(ROOT, file), content)
        console.error(`${file} written`)
    }
}
