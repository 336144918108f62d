// Is what is installed the whole of what the lockfile says? Pure questions to the file system, no packages.
import {createHash} from "node:crypto"
import {existsSync, readFileSync} from "node:fs"
import path from "node:path"

import {nativePackages} from "./platform.mjs"

/** Written after a complete installation; `npm ci` removes it with the rest of node_modules. */
export const STAMP = "node_modules/.beton-install.json"

/** What an installation depends on, as one hash. */
export function fingerprint(lockfile, {platform, arch, libc}, nodeMajor) {
    return createHash("sha256")
        .update(lockfile)
        .update(`\n${platform}-${arch}-${libc}-node${nodeMajor}`)
        .digest("hex")
}

/**
 * The state of the installation under `root`: {ready, adopt, expected, missing, reasons}. `missing` are sentences about
 * what is not there, `reasons` those and why an installation is due; `expected` is the fingerprint for the stamp.
 * `adopt`: no valid stamp, but npm's own record shows that everything of the lockfile is there, as after `npm install`.
 */
export function installState(root, where, nodeMajor) {
    const lockfile = readFileSync(path.join(root, "package-lock.json"))
    const expected = fingerprint(lockfile, where, nodeMajor)
    if (!existsSync(path.join(root, "node_modules"))) {
        const reasons = ["Nothing is installed yet."]
        return {ready: false, adopt: false, expected, missing: reasons, reasons}
    }
    const missing = [...missingPackages(root, JSON.parse(lockfile)), ...missingNatives(root, where)]
    const stamp = readJson(path.join(root, STAMP))
    if (stamp?.fingerprint === expected)
        return {ready: missing.length === 0, adopt: false, expected, missing, reasons: missing}
    const adopt = missing.length === 0 && recordMatches(root, JSON.parse(lockfile), where)
    const why = stamp
        ? "The lockfile, the platform or the Node.js version has changed since the installation."
        : "An installation was not finished, or it does not match the lockfile."
    return {ready: adopt, adopt, expected, missing, reasons: adopt ? [] : [why, ...missing]}
}

/** Direct dependencies of the root and of every workspace that are not there. */
function missingPackages(root, lock) {
    const workspaces = Object.entries(lock.packages).filter(([place]) => !place.includes("node_modules/"))
    const names = new Set(
        workspaces.flatMap(([, entry]) => [
            ...Object.keys(entry.dependencies ?? {}),
            ...Object.keys(entry.devDependencies ?? {}),
        ]),
    )
    const missing = [...names].filter((name) => !workspaces.some(([place]) => isInstalled(root, place, name)))
    if (missing.length === 0) return []
    const shown =
        missing.slice(0, 5).join(", ") + (missing.length > 5 ? ` and ${missing.length - 5} more` : "")
    return [`Missing packages: ${shown}.`]
}

function isInstalled(root, place, name) {
    return existsSync(path.join(root, place, "node_modules", name, "package.json"))
}

function missingNatives(root, where) {
    return nativePackages(where)
        .filter(({name, file}) => !existsSync(path.join(root, "node_modules", name, file)))
        .map(({name}) => `The machine code for this platform is missing: ${name}.`)
}

/** npm writes node_modules/.package-lock.json when an installation is complete: does it hold the lockfile's versions? */
function recordMatches(root, lock, where) {
    const record = readJson(path.join(root, "node_modules/.package-lock.json"))
    if (!record) return false
    return Object.entries(lock.packages).every(([place, entry]) => {
        if (!place.includes("node_modules/") || entry.link || entry.optional || !fits(entry, where))
            return true
        return (
            record.packages[place]?.version === entry.version &&
            existsSync(path.join(root, place, "package.json"))
        )
    })
}

function fits(entry, {platform, arch}) {
    return (entry.os ?? [platform]).includes(platform) && (entry.cpu ?? [arch]).includes(arch)
}

function readJson(file) {
    try {
        return JSON.parse(readFileSync(file, "utf8"))
    } catch {
        return null
    }
}

/** Packages that an installation on this platform holds. */
export function packageCount(lock, where) {
    return Object.entries(lock.packages).filter(
        ([place, entry]) => place.includes("node_modules/") && !entry.link && fits(entry, where),
    ).length
}
