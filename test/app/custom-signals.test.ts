import {detectAsOf} from "../../scripts/detect/detect-as-of"
import {appHost} from "./support/app-host"
import {
    AS_OF,
    clientOf,
    configOf,
    DAY_MS,
    formFor,
    onlyRun,
    onlySignals,
    type TestProject,
    testProject,
    verifiedFirings,
    WAKE,
} from "./support/project"
import {insertEvents} from "./support/tiny-data"
import {openWire} from "./support/wire"

jest.setTimeout(60_000)

const INVITES = {
    id: "invited_team",
    title: "Invited the team",
    events: ["invite_sent"],
    where: [{property: "role", is: "equal", value: "editor"}],
    at_least: 3,
    window_days: 5,
    base: 25,
}
const UNSEEN = {id: "unseen", title: "Unseen", events: ["never_sent"]}
const OFF = {id: "off", title: "Off", events: ["invite_sent"], enabled: false}

const wire = openWire()
let project: TestProject
let form: Record<string, unknown>
const hostAt = (now: number, storage?: ReturnType<typeof appHost>["storage"]) =>
    appHost({config: form, clock: {now}, wire, ...(storage ? {storage} : {})})

beforeAll(async () => {
    project = await testProject()
    const invites = (account: string, hours: readonly number[], role = "editor") =>
        hours.map((hoursAgo) => ({
            event: "invite_sent",
            account,
            person: `${account} ${hoursAgo}`,
            hoursAgo,
            properties: {role},
        }))
    await insertEvents(project, [
        ...invites("enough", [2, 30, 50]),
        ...invites("together", [5, 10, 15]),
        {event: "checkout_started", account: "together", hoursAgo: 20},
        ...invites("few", [2, 30]),
        ...invites("others", [2, 30, 50], "viewer"),
        ...invites("long_ago", [2, 30, 200]),
    ])
    form = formFor(
        project,
        {},
        {signals: onlySignals({billing_intent: {}}), custom_signals: [INVITES, UNSEEN, OFF]},
    )
})

it("fires for the accounts that meet it, with its points, title, evidence and version", async () => {
    const host = hostAt(WAKE)
    await host.day()
    expect(host.errors).toEqual([])
    const firings = await verifiedFirings(project)
    expect(firings.map(({account}) => account).sort()).toEqual(["enough", "together"])
    const byAccount = new Map(firings.map(({account, content}) => [account, content]))
    // One type: its base and 5 for the type; two types: both bases and twice 5 (A3).
    expect(byAccount.get("enough")).toMatchObject({
        score: 30,
        signal_types: ["custom_invited_team"],
        new_signal_types: ["custom_invited_team"],
        definition_version: {custom_invited_team: 1},
        evidence: {
            custom_invited_team: {
                observed: 3,
                threshold: 3,
                unit: "events",
                window_days: 5,
                facts: {people: 3, last_event: "invite sent"},
            },
        },
        why_now: "Invited the team: 3 events in the last 5 days.",
    })
    expect(byAccount.get("together")).toMatchObject({
        score: 75,
        signal_types: ["billing_intent", "custom_invited_team"],
    })
    const {signals, partial} = await onlyRun(project)
    expect(partial).toBe(false)
    expect(signals.filter(({type}) => type.startsWith("custom_"))).toEqual([
        {type: "custom_invited_team", state: "ok", reason: "", active: 2, fired: 2},
        {
            type: "custom_unseen",
            state: "waiting_for_data",
            reason: "The event never_sent did not occur in the last 180 days.",
            active: 0,
            fired: 0,
        },
        {type: "custom_off", state: "off", reason: "Switched off in the settings.", active: 0, fired: 0},
    ])

    // A host that has forgotten everything learns from PostHog what fired yesterday, and the cooldown holds it.
    await project.admin.updateProject(project.id, {now: new Date(Date.parse(AS_OF) + DAY_MS).toISOString()})
    const next = hostAt(WAKE + DAY_MS)
    await next.day()
    expect(next.errors).toEqual([])
    expect(await verifiedFirings(project)).toHaveLength(2)
})

it("the command line finds the same", async () => {
    const found = await detectAsOf(clientOf(form), configOf(form), Date.parse(AS_OF))
    expect(found.signals.custom_invited_team).toMatchObject({state: "ready", active: 2})
    expect(found.accounts.map(({account, score}) => [account, score])).toEqual([
        ["enough", 30],
        ["together", 75],
    ])
})
