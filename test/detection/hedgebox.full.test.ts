import {existsSync} from "node:fs"
import {fileURLToPath} from "node:url"

import {PostHogClient} from "@beton/posthog-app/clients/posthog"
import type {AccountSource} from "@beton/shared/queries/account"

import {configOrThrow, readConfigFile} from "../../scripts/cli/config-file"
import {detectAsOf} from "../../scripts/detect/detect-as-of"
import {loadExport} from "../../scripts/import/load-export"
import {readingHost} from "../../scripts/node-host"
import {connectPostHog} from "../../scripts/sandbox/posthog/admin-client"
import {buildOracle, type OracleAccount} from "../oracle"
import {readEvents} from "../oracle/read"
import {createFixture, type ProjectFixture, sharedPostHog} from "../sandbox/posthog-fixture"
import {compareRows} from "./micro"
import {afterComputing, type DetectionProject, detectionProject, SIGNAL_IDS} from "./support"

const DATA = fileURLToPath(new URL("../../../shared/data/hedgebox", import.meta.url))
const EXAMPLE = readConfigFile(fileURLToPath(new URL("../../docs/examples/hedgebox.json", import.meta.url)))

// Third-party data lie beside the repository on machines that have them; they are not part of it.
const present = existsSync(DATA)
if (!present) console.warn("Skipped: the hedgebox data set (../shared/data/hedgebox) is not on this machine.")

const DATES = ["2026-04-15T06:00:00Z", "2026-06-21T06:00:00Z", "2026-08-01T00:00:00Z", "2026-09-30T06:00:00Z", "2026-10-31T06:00:00Z"].map((text) => Date.parse(text)) // prettier-ignore
const ACCOUNTS: AccountSource = {type: "group", groupType: "account", groupTypeIndex: 0}

;(present ? describe : describe.skip)("the hedgebox data set", () => {
    let project: DetectionProject

    beforeAll(async () => {
        const admin = connectPostHog(sharedPostHog())
        const {project_id: id, api_token: apiToken} = await loadExport(admin, DATA)
        // The fixture's own empty project lends its helpers; everything asked goes to the loaded one.
        const fixture: ProjectFixture = await createFixture()
        project = await detectionProject({...fixture, id, apiToken}, EXAMPLE)
    }, 300_000)

    it("gives for five dates the counts and accounts that plain TypeScript finds in the JSON lines", async () => {
        const oracle = buildOracle(readEvents(DATA), {
            account: ACCOUNTS as OracleAccount,
            settings: project.config.settings.signals,
        })
        await afterComputing()
        const totals: Record<string, number> = {}
        for (const asOf of DATES) {
            const expected = oracle.activeAt(new Date(asOf))
            const client = new PostHogClient(
                readingHost(Date.now, () => undefined),
                configOrThrow({...EXAMPLE, posthog_host: project.url, posthog_key: project.key, posthog_project: String(project.id), signing_key: project.config.keys.privateKey}), // prettier-ignore
            )
            const detection = await detectAsOf(client, project.config, asOf)
            for (const signal of SIGNAL_IDS) {
                const wanted = expected.filter((row) => row.signal === signal)
                const found = detection.accounts.filter(({signals}) =>
                    signals.some(({type}) => type === signal),
                )
                expect({signal, accounts: found.map(({account}) => account)}).toEqual({
                    signal,
                    accounts: wanted.map(({account}) => account),
                })
                expect(detection.signals[signal]?.active).toBe(wanted.length)
                totals[signal] = (totals[signal] ?? 0) + wanted.length
            }
            expect(detection.signals.trial_expiring).toEqual({
                ...{state: "waiting_for_data", active: 0, fired: 0},
                reason: "No account has ever reported the property trial_ends_at ($groupidentify).",
            })
            expect(detection.signals.support_engagement).toEqual({
                ...{state: "waiting_for_data", active: 0, fired: 0},
                reason: "None of the events intercom_conversation_started, intercom_message_sent, support_ticket_created occurred in the last 180 days.",
            })
        }
        // In sane units no account is near its quota, and nobody adopts features or colleagues in this data set.
        for (const signal of ["usage_spike", "pricing_intent", "billing_intent"])
            expect(totals[signal]).toBeGreaterThan(0)
    }, 180_000)

    it("finds the same facts, with the person's e-mail address as the account", async () => {
        const account: AccountSource = {type: "person_property", property: "email"}
        const asOf = DATES[3] as number
        const oracle = buildOracle(readEvents(DATA, {joinPersons: true}), {
            account: account as OracleAccount,
            settings: project.config.settings.signals,
        })
        const expected = oracle.activeAt(new Date(asOf))
        await afterComputing()
        for (const signal of SIGNAL_IDS) {
            const rows = await project.detect(signal, {instants: [asOf], account})
            const compared = compareRows(rows, expected.filter((row) => row.signal === signal), [asOf]) // prettier-ignore
            expect({signal, ...compared}).toEqual({signal, ...compared, found: compared.expected})
        }
        expect(expected.length).toBeGreaterThan(20)
    }, 180_000)
})
