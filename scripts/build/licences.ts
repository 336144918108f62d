import {readdirSync, readFileSync} from "node:fs"
import path from "node:path"

import {WorkError} from "../cli/errors"

/** A package of somebody else whose code is in the bundle. */
export interface BundledPackage {
    readonly name: string
    readonly version: string
    /** SPDX name of its licence. */
    readonly licence: string
    /** The licence in full. */
    readonly text: string
}

/** What a package passes on from others, where its own licence file does not say so. */
const NOTICES: Readonly<Record<string, string>> = {
    tldts: "Contains the Public Suffix List (https://publicsuffix.org), Mozilla Public License 2.0 (https://mozilla.org/MPL/2.0/).",
}

/**
 * The packages behind esbuild's inputs (paths relative to `root`), by name.
 *
 * @throws WorkError when one of them comes without a licence text: such code must not be passed on
 */
export function bundledPackages(inputs: readonly string[], root: string): BundledPackage[] {
    const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== null))
    return [...folders]
        .map((folder) => readPackage(path.join(root, folder)))
        .sort((a, b) => compare(`${a.name} ${a.version}`, `${b.name} ${b.version}`))
}

/** The licences of all packages in full, as one text. */
export function licenceTexts(packages: readonly BundledPackage[], file = "index.js"): string {
    return [
        `${file} contains code of these packages.`,
        ...packages.map(({name, version, licence, text}) =>
            [`${name} ${version} (${licence})`, "", ...(NOTICES[name] ? [NOTICES[name], ""] : []), text].join(
                "\n",
            ),
        ),
    ].join(`\n\n${"-".repeat(80)}\n\n`)
}

/** "node_modules/@scope/name" of a file inside it; null for our own files. */
function packageFolder(file: string): string | null {
    const match = /^(.*\/)?node_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(file)
    return match?.[0] ?? null
}

function readPackage(folder: string): BundledPackage {
    const {name, version, license} = JSON.parse(
        readFileSync(path.join(folder, "package.json"), "utf8"),
    ) as Record<"name" | "version" | "license", string>
    const text = licenceFile(folder) ?? readmeSection(folder)
    if (text === null)
        throw new WorkError(`${name} is bundled but has no licence text: it must not be passed on.`)
    return {name, version, licence: license, text}
}

function licenceFile(folder: string): string | null {
    const [file] = readdirSync(folder)
        .filter((entry) => /^licen[cs]e(-[a-z0-9.-]+?)?(\.md|\.txt)?$/i.test(entry))
        .sort()
    return file === undefined ? null : readText(path.join(folder, file))
}

/** Some packages have the text of their licence in their README only. */
function readmeSection(folder: string): string | null {
    const [file] = readdirSync(folder).filter((entry) => /^readme\.md$/i.test(entry))
    if (file === undefined) return null
    const readme = readText(path.join(folder, file))
    const section = /(?:^#+ *licen[cs]e.*$|^licen[cs]e.*\n-+$)([\s\S]*)/im.exec(readme)?.[1]?.trim() ?? ""
    return /Permission is hereby granted/.test(section) ? section : null
}

function readText(file: string): string {
    return readFileSync(file, "utf8").replaceAll("\r\n", "\n").trim()
}

/** By code units: an order that no locale changes. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
