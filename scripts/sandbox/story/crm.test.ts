import {STAGES} from "./crm-rows"
import {DAY_MS, STORY_NOW_MS} from "./parameters"
import {storyTruth} from "./truth"
import {STORY_MEMBERS} from "./vocabulary"

const {deals, companies, accounts} = storyTruth()

test("70 to 120 deals over four lead sources, some still open", () => {
    expect(deals.length).toBeGreaterThanOrEqual(70)
    expect(deals.length).toBeLessThanOrEqual(120)
    expect([...new Set(deals.map(({source}) => source))].sort()).toEqual([
        "inbound",
        "outbound",
        "partner",
        "pql",
    ])
    for (const source of ["inbound", "outbound", "partner", "pql"]) {
        expect(deals.some((deal) => deal.source === source && deal.status === "won")).toBe(true)
        expect(deals.some((deal) => deal.source === source && deal.status === "lost")).toBe(true)
    }
    expect(deals.filter(({status, source}) => status === "open" && source !== "pql").length).toBeGreaterThan(
        3,
    )
})

test("stages follow each other in time and end in the deal's status", () => {
    const last = {won: STAGES.won, lost: STAGES.lost, open: null}
    for (const {stages, createdAt, status, closedAt, imported} of deals) {
        expect(stages[0]?.at).toBe(createdAt)
        stages.forEach(({at}, i) => expect(at).toBeGreaterThan(stages[i - 1]?.at ?? -Infinity))
        const end = stages[stages.length - 1]
        expect(end?.at).toBeLessThan(STORY_NOW_MS)
        if (last[status] === null) expect([STAGES.lead, STAGES.progress]).toContain(end?.stage)
        else expect(end?.stage).toBe(last[status])
        if (!imported) expect(closedAt).toBe(status === "open" ? null : end?.at)
    }
})

test("won deals close within two days of the account's purchase, and nobody buys with a lost deal of the same time", () => {
    const convertsAt = new Map(accounts.map((account) => [account.key, account.convertsAt]))
    for (const {status, accountKey, closedAt} of deals) {
        const purchase = convertsAt.get(accountKey ?? "") ?? null
        if (status === "won")
            expect(Math.abs((closedAt ?? 0) - Date.parse(purchase ?? ""))).toBeLessThan(2 * DAY_MS)
        if (status === "lost" && purchase !== null) expect(closedAt ?? 0).toBeLessThan(Date.parse(purchase))
    }
})

test("there are imported deals without usable history, a reopened one, and one that skips a stage", () => {
    expect(deals.filter(({imported}) => imported)).toHaveLength(3)
    expect(
        deals.some(({stages, status}) => status === "won" && stages.some(({stage}) => stage === STAGES.lost)),
    ).toBe(true)
    expect(
        deals.some(
            ({stages, imported}) => !imported && stages.length === 2 && stages[1]?.stage !== STAGES.progress,
        ),
    ).toBe(true)
})

test("most accounts and some strangers are companies in the CRM, each domain once", () => {
    expect(new Set(companies.map(({domain}) => domain)).size).toBe(companies.length)
    expect(
        accounts.filter(({companyRecordId}) => companyRecordId !== null).length / accounts.length,
    ).toBeGreaterThan(0.83)
    expect(companies.filter(({accountKeys}) => accountKeys.length === 0).length).toBeGreaterThan(20)
    const ids = new Set(companies.map(({recordId}) => recordId))
    expect(deals.every(({companyRecordId}) => ids.has(companyRecordId))).toBe(true)
})

test("owners are members; the suspended one has only deals older than 120 days", () => {
    const members = STORY_MEMBERS.map(({email_address}) => email_address)
    const gone = STORY_MEMBERS.find(({access_level}) => access_level === "suspended")?.email_address
    expect(deals.every(({owner}) => (members as string[]).includes(owner))).toBe(true)
    const theirs = deals.filter(({owner}) => owner === gone)
    expect(theirs.length).toBeGreaterThan(0)
    expect(theirs.every(({createdAt}) => createdAt < STORY_NOW_MS - 120 * DAY_MS)).toBe(true)
})
