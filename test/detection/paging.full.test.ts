import {before, event, T} from "../oracle/micro-case"
import {asAccount, insertEvents} from "./micro"
import {
    byInstant,
    COMPANIES,
    createDetectionProject,
    DAY_MS,
    type DetectionProject,
    type Row,
} from "./support"

/** Keys that a product may send and that must come back as they are. */
const KEYS = [
    "acme", "ACME", "Acme", "acme ", " acme", "  leading", "o'brien", 'say "hi"', "back\\slash", "\\'; DROP TABLE events --",
    "{x}", "{cursor_account}", "%s %d", "a\nb", "tab\there", "ünïcödé", "日本語", "👩‍👧‍👦", "é", "e\u0301", "null", "NULL", "0", "-1",
    "true", "x".repeat(180), "zeta", "Zeta", "`tick`", "a/b?c=d#e", "\u00a0nbsp", "~",
] // prettier-ignore
const NOW = T.getTime()
const WEEK = Array.from({length: 5}, (_, i) => NOW - (4 - i) * DAY_MS)
let project: DetectionProject

beforeAll(async () => {
    project = await createDetectionProject()
    await insertEvents(
        project,
        KEYS.flatMap((key, i) =>
            asAccount(key, [
                event("checkout_started", before(1.5 + (i % 5))),
                ...(i % 3 === 0 ? [event("checkout_started", before(0.5))] : []),
                ...["1", "2", "3"].map((id) =>
                    event("support_ticket_created", before(2), {properties: {conversation_id: id}}),
                ),
            ]),
        ),
    )
})

const identity = (row: Row): string => `${row.day} ${row.account}`
const sorted = (rows: readonly Row[]) => byInstant(rows, WEEK)

it.each([
    ["one instant", [NOW]],
    ["five instants", WEEK],
])("pages of any size and slices of any number hold the same rows (%s)", async (_, instants) => {
    const whole = await project.detect("billing_intent", {instants})
    if (instants.length === 1) expect(new Set(whole.map((row) => row.account))).toEqual(new Set(KEYS))
    else expect(whole.length).toBeGreaterThan(KEYS.length * 2)
    for (const partitions of [1, 2, 7]) {
        for (const pageRows of partitions === 1 ? [1, 4, 50_000] : [4]) {
            const pages = await project.pages("billing_intent", {instants, partitions, pageRows})
            const rows = pages.flat()
            expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(pageRows)
            expect(new Set(rows.map(identity)).size).toBe(rows.length)
            expect(sorted(rows)).toEqual(sorted(whole))
        }
    }
})

it("rows come by account in byte order, then by day, across pages", async () => {
    const rows = await project.detect("billing_intent", {instants: WEEK, pageRows: 4})
    const expected = [...rows].sort(
        (a, b) => Buffer.compare(Buffer.from(a.account), Buffer.from(b.account)) || a.day - b.day,
    )
    expect(rows.map(identity)).toEqual(expected.map(identity))
})

it("seven slices split the accounts, and no slice holds them all", async () => {
    const parts: string[][] = []
    for (let index = 0; index < 7; index++) {
        const answer = await project.rows(
            `SELECT DISTINCT $group_0 FROM events WHERE cityHash64($group_0) % 7 = ${index} LIMIT 1000`,
        )
        parts.push(answer.map((row) => String(row[0])))
    }
    expect(new Set(parts.flat()).size).toBe(KEYS.length)
    expect(parts.flat()).toHaveLength(KEYS.length)
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThan(KEYS.length / 2)
})

it("hostile keys survive the signals that join, count and read histories", async () => {
    for (const signal of ["support_engagement", "usage_spike"] as const) {
        const rows = await project.detect(signal, {instants: [NOW], account: COMPANIES})
        if (signal === "support_engagement")
            expect(new Set(rows.map((row) => row.account))).toEqual(new Set(KEYS))
    }
})
