import {execFileSync} from "node:child_process"
import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import os from "node:os"
import path from "node:path"

import {decodePairing} from "@beton/shared/pairing"

import {ROOT} from "./support/bundles"

it("`beton pairing` prints the line of a configuration, and no secret of it", () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), "beton-pairing-"))
    const file = path.join(dir, "beton.json")
    const secrets = {posthog_key: `phx_${"k".repeat(40)}`, signing_key: "B".repeat(42) + "A", attio_token: "ab".repeat(32)} // prettier-ignore
    writeFileSync(file, JSON.stringify({...secrets, posthog_host: "https://eu.posthog.com", posthog_project: "7", account: "person:org", threshold: 70})) // prettier-ignore
    const output = execFileSync(process.execPath, [path.join(ROOT, "scripts/bin/beton.mjs"), "pairing", "--config", file], {encoding: "utf8"}) // prettier-ignore
    rmSync(dir, {recursive: true})
    const read = decodePairing(output.split("\n")[0] ?? "")
    expect(read).toMatchObject({ok: true, pairing: {host: "https://eu.posthog.com", project: "7", threshold: 70, account: {type: "person_property", property: "org"}}}) // prettier-ignore
    const whole = `${output} ${read.ok ? JSON.stringify(read.pairing) : ""}`
    for (const secret of Object.values(secrets)) expect(whole).not.toContain(secret)
})
