import {isFreeMail} from "@beton/shared/free-mail"

import {STORY_NOW, storyTruth} from "../../scripts/sandbox/story/index"
import type {RawEvent} from "../oracle"
import {only, replay, type Rows, singles, SPRING, ZONES} from "./live-replay"
import {compareRows} from "./micro"
import {storyEvents, storyOracle, storyProject} from "./story"
import {afterComputing, COMPANIES, DAY_MS, type DetectionProject, DOMAINS, SIGNAL_IDS} from "./support"

let project: DetectionProject
let events: RawEvent[]

beforeAll(async () => {
    project = await storyProject()
    events = [...storyEvents()]
    await afterComputing()
})

afterAll(() => {
    events = []
})

/** Now, and five other days: weekdays, weekends, and days near both changes of the clocks. */
const INSTANTS = [STORY_NOW, "2026-10-03T06:00:00Z", "2026-08-16T06:00:00Z", "2026-06-30T06:00:00Z", "2026-03-30T06:00:00Z", "2026-03-09T06:00:00Z"].map((text) => Date.parse(text)) // prettier-ignore

describe("the queries say what the oracle says", () => {
    it.each([
        ["groups", COMPANIES, INSTANTS],
        ["e-mail domains", DOMAINS, INSTANTS.slice(1, 2)],
    ])("accounts by %s", async (_, account, instants) => {
        const oracle = storyOracle(project, account, events)
        const all = instants.flatMap((asOf) => oracle.activeAt(new Date(asOf)))
        await afterComputing()
        for (const signal of SIGNAL_IDS) {
            const expected = all.filter((row) => row.signal === signal)
            const rows = await project.detect(signal, {instants: [instants[0] as number], account})
            for (const instant of instants.slice(1))
                rows.push(...(await project.detect(signal, {instants: [instant], account})))
            const compared = compareRows(rows, expected, instants)
            expect(compared.found).toEqual(compared.expected.sort(byTime))
            expect(expected.length).toBeGreaterThan(0)
        }
    })
})

function byTime(a: {asOf: string; account: string}, b: {asOf: string; account: string}): number {
    return a.asOf < b.asOf ? -1 : a.asOf > b.asOf ? 1 : a.account < b.account ? -1 : 1
}

describe("groups and e-mail domains", () => {
    it("find the same accounts now, but for the differences that the data explain", async () => {
        const instants = [Date.parse(STORY_NOW)]
        const {accounts} = storyTruth()
        const workspaces = new Map<string, string[]>()
        for (const {key, domain} of accounts)
            if (domain !== null) workspaces.set(domain, [...(workspaces.get(domain) ?? []), key])
        // Colleagues who signed up with private addresses belong to the group, not to the domain.
        const privateMail = new Set<string>()
        for (const {properties, person_properties} of events) {
            const email = String(person_properties?.email ?? "").toLowerCase()
            if (properties.$group_0 !== undefined && isFreeMail(email.split("@")[1] ?? ""))
                privateMail.add(String(properties.$group_0))
        }
        // Signed-in people read public pages, which carry no group: the domain's baseline is larger than the group's.
        const inGroup = events.filter(({properties}) => properties.$group_0 !== undefined)
        const withoutPublicPages = storyOracle(project, DOMAINS, inGroup).activeAt(
            new Date(instants[0] as number),
        )
        await afterComputing()
        const agrees = (signal: string, domain: string | null, active: boolean): boolean =>
            withoutPublicPages.some((row) => row.signal === signal && row.account === domain) === active
        const unexplained: string[] = []
        const reasons: Record<string, number> = {}
        let same = 0
        for (const signal of SIGNAL_IDS) {
            const byGroup = new Set(
                (await project.detect(signal, {instants, account: COMPANIES})).map((row) => row.account),
            )
            const byDomain = new Set(
                (await project.detect(signal, {instants, account: DOMAINS})).map((row) => row.account),
            )
            expect([...byDomain].filter((domain) => isFreeMail(domain))).toEqual([])
            for (const {key, domain, kind} of accounts) {
                const [group, mail] = [byGroup.has(key), domain !== null && byDomain.has(domain)]
                if (group === mail) {
                    if (group) same++
                    continue
                }
                const reason =
                    domain === null
                        ? "people with free-mail addresses only"
                        : (workspaces.get(domain) ?? []).length > 1
                          ? "two workspaces of one company"
                          : privateMail.has(key)
                            ? "a colleague with a private address"
                            : agrees(signal, domain, group)
                              ? "public pages count for the domain only"
                              : null
                if (reason === null)
                    unexplained.push(`${signal} ${key} ${kind} ${group ? "group only" : "domain only"}`)
                else reasons[reason] = (reasons[reason] ?? 0) + 1
            }
        }
        expect(unexplained).toEqual([])
        expect(same).toBeGreaterThan(100)
        expect(reasons).toEqual({
            "people with free-mail addresses only": 1,
            "two workspaces of one company": 4,
            "a colleague with a private address": 3,
            "public pages count for the domain only": 1,
        })
    })
})

describe("live = replay", () => {
    const [berlin, newYork] = ZONES
    let inBerlin: Rows

    beforeAll(async () => {
        await project.admin.updateProject(project.id, {timezone: berlin})
        inBerlin = await replay(project, SPRING)
    })

    it("covers both changes of the clocks and all signals", () => {
        for (const change of ["2026-03-08", "2026-03-29"]) {
            const noon = Date.parse(`${change}T12:00:00Z`)
            expect(SPRING.filter((t) => t > noon && t - noon < 7 * DAY_MS)).toHaveLength(
                5 + Number(change < "2026-03-20") * 2,
            )
        }
        for (const signal of SIGNAL_IDS) expect(inBerlin[signal].length).toBeGreaterThan(10)
    })

    it(`thirty single days equal one replay of thirty days, row for row (${berlin})`, async () => {
        expect(await singles(project, SPRING)).toEqual(inBerlin)
    })

    it(`and the same rows come out in ${newYork}, replayed and on days around the changes`, async () => {
        await project.admin.updateProject(project.id, {timezone: newYork})
        expect(await replay(project, SPRING)).toEqual(inBerlin)
        const some = [3, 4, 24, 25].map((n) => SPRING[n] as number)
        expect(await singles(project, some)).toEqual(only(inBerlin, some))
    })
})
