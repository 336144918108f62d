import {execFileSync} from "node:child_process"
import {readFileSync, writeFileSync} from "node:fs"
import path from "node:path"
import {pathToFileURL} from "node:url"

import {VARIABLES} from "@beton/shared/notify/template"
import {signedWebhook} from "@beton/shared/notify/webhook"

import {KEYS} from "../app/support/project"
import {temporaryFolder} from "../runner/support/built"

const PAGE = readFileSync(path.join(__dirname, "../../docs/NOTIFICATIONS.md"), "utf8")
const NOW = Date.parse("2026-10-05T06:01:00.000Z")

/** Runs the sample of the page, as a receiver would, on requests; whether each is believed. */
function sampleSays(requests: readonly {readonly headers: object; readonly body: string}[], now = NOW): boolean[] {
    const sample = /```js\n([\s\S]*?)```/.exec(PAGE)?.[1]
    if (sample === undefined) throw new Error("The page has no sample.")
    const file = path.join(temporaryFolder("sample"), "verify.mjs")
    writeFileSync(file, sample)
    const script = `
        import {readFileSync} from "node:fs"
        import {isFromBeton} from ${JSON.stringify(pathToFileURL(file).href)}
        const {requests, key, now} = JSON.parse(readFileSync(0, "utf8"))
        console.log(JSON.stringify(requests.map(({headers, body}) => isFromBeton(headers, Buffer.from(body), key, now))))`
    const input = JSON.stringify({requests, key: KEYS.publicKey, now})
    return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", script], {input, encoding: "utf8"})) as boolean[]
} // prettier-ignore

it("the sample believes what Beton signs, and nothing else", () => {
    const message = {
        type: "test",
        id: "5f2c1f0e-7d0b-5a62-9a53-0d8f3c6f1b7a",
        timestamp: new Date(NOW).toISOString(),
        data: {message: "Müller & Söhne"},
    } as const
    const request = signedWebhook(message, KEYS, NOW)
    const {headers} = request
    expect(
        sampleSays([
            request,
            {...request, body: `${request.body} `},
            {...request, headers: {...headers, "webhook-id": "x"}},
            {...request, headers: {...headers, "webhook-timestamp": "soon"}},
            {...request, headers: {...headers, "webhook-signature": "v1a,AAAA"}},
            {...request, headers: {...headers, "webhook-signature": `v1,AAAA ${headers["webhook-signature"]}`}},
            {...request, headers: {}},
        ]),
    ).toEqual([true, false, false, false, false, true, false])
    expect(sampleSays([request], NOW + 301_000)).toEqual([false])
}) // prettier-ignore

it("names every variable of a template, in the words of the code", () => {
    const rows = [...PAGE.matchAll(/^\| `(\w+)`\s*\| (.*?)\s*\|$/gm)].map(([, name, words]) => [name, words])
    expect(Object.fromEntries(rows)).toEqual(VARIABLES)
})
