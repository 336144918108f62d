import type {AttioAdmin, MemberSeed} from "../sandbox/attio/admin"

const DAY_MS = 86_400_000
/** Deals of one instant, as an import leaves them: more than a page. */
const IMPORTED = 700
const COMPANIES = 2_000
const SEEDED_AT_ONCE = 1_000
const OWNER: MemberSeed = {
    first_name: "Ada",
    last_name: "Admin",
    email_address: "ada@vendor.example",
    access_level: "admin",
}

/** A workspace with so many deals. */
export interface ManyDeals {
    readonly workspaceId: string
    /** Deals that left their first stage: each has a history to be read. */
    readonly moved: number
    /** Stage entries, one event each. */
    readonly entries: number
}

/** Domain of each company; the n-th deal belongs to company n modulo their number. */
export const COMPANY_DOMAINS: readonly string[] = Array.from({length: COMPANIES}, (_, i) => `c${i}.io`)

/** Two years of deals: the first 700 were imported at one instant, a fifth of the others never moved, the rest was won or lost. */
export async function manyDeals(admin: AttioAdmin, count: number, nowMs: number): Promise<ManyDeals> {
    const {workspaceId} = await admin.createWorkspace({dealsEnabled: true, members: [OWNER]})
    const start = nowMs - 700 * DAY_MS
    const companies = await admin.seedRecords(
        workspaceId,
        "companies",
        COMPANY_DOMAINS.map((domain, i) => ({
            created_at: isoOf(start),
            values: {name: `C ${i}`, domains: [domain]},
        })),
    )
    const deals = Array.from({length: count}, (_, i) => dealOf(i, start, count, companies))
    for (let from = 0; from < count; from += SEEDED_AT_ONCE)
        await admin.seedRecords(workspaceId, "deals", deals.slice(from, from + SEEDED_AT_ONCE))
    const moved = deals.filter(({history}) => history.stage.length > 1).length
    return {workspaceId, moved, entries: count + 2 * moved}
}

function dealOf(i: number, start: number, count: number, companies: readonly string[]) {
    const created = i < IMPORTED ? start : start + (i * 690 * DAY_MS) / count
    const stays = i < IMPORTED || i % 5 === 0
    const last = i % 3 === 0 ? "Won 🎉" : "Lost"
    const moves = [
        ["In Progress", created + 3 * DAY_MS + 1],
        [last, created + 9 * DAY_MS + 1],
    ] as const
    return {
        created_at: isoOf(created),
        values: {
            name: `Deal ${i}`,
            owner: OWNER.email_address,
            value: 1000 + i,
            associated_company: {
                target_object: "companies",
                target_record_id: companies[i % companies.length],
            },
        },
        history: {
            stage: [["Lead", created] as const, ...(stays ? [] : moves)].map(([value, from]) => ({
                value,
                active_from: isoOf(from),
            })),
        },
    }
}

function isoOf(ms: number): string {
    return new Date(ms).toISOString()
}
