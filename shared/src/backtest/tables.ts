/**
 * What a backtest counts. A count's key is `table * 100,000,000 + a * 100,000 + b * 100 + c`. Subjects
 * are numbered 0 = everybody at risk, 1 + index of a signal, and last "would be routed". c is 1 where the account
 * converts in time, unless said otherwise. Landmarks whose outcome window is open count in `waits` only.
 */
export const TABLES = {
    /** Account-dates: a place of the landmark, b subject. */
    landmarks: 1,
    /** Account-dates: a score, b period code. */
    scores: 2,
    /** Account-dates: a the lower of this landmark's score and the one before (0 where it was not at risk then). */
    keptScores: 3,
    /** Account-dates: a signal's index, b its state. */
    states: 4,
    /** Accounts: a whole days from their first landmark with or without the subject to the conversion or the end of the data, b 2 · subject + exposed, c 1 = converted. */
    waits: 5,
    /** Accounts at their first landmark of all (b 0) or of the confirmation period (b 1): a subject from 1, c 2 · exposed + converts. */
    first: 6,
    /** Accounts of the whole (b 0) or the confirmation period (b 1): a subject, c 0 exposed at some landmark, 1 and converts after it, 2 unexposed at some landmark. */
    accounts: 7,
    /** Accounts: a highest score at any landmark (c 0), or at those before a conversion (c 1). */
    highest: 8,
    /** Accounts: a signal's index, b its highest state. */
    highestStates: 9,
    /** Account-dates newly exposed, that is not at the landmark before: a place, b subject. */
    entries: 10,
    /**
     * Sums over accounts of (its dates in cell x) · (its dates in cell y), x <= y: a subject, b x, c y, where a cell is
     * 4 · block of landmarks + 2 · exposed + converts. With these, variances clustered by account need no second look.
     */
    datePairs: 11,
    /** The same: a signal's index, b x, c y, cell 2 · state + converts. */
    statePairs: 12,
    /** The same: a x, 100 b + c y, cell 2 · score + converts. */
    scorePairs: 13,
} as const

// Looked up once: inside a VM each look at a global is slow, and this runs for every cell of every table.
const {floor} = Math

/** Name of a table. */
export type TableName = keyof typeof TABLES

/** Sizes of a key's parts. */
export const KEY = {table: 100_000_000, a: 100_000, b: 100} as const

/** Periods as the keys have them; from `OPEN` on the outcome window is not closed. */
export const PERIOD_CODES = {explore: 0, gap: 1, confirm: 2} as const
/** Code of a landmark whose outcome window is open. */
export const OPEN = 3

/** Counts by key without its table part, table by table. */
export type CountTables = Readonly<Record<TableName, ReadonlyMap<number, number>>>

/** One row of the answer. */
export interface CountRow {
    readonly kind: number
    readonly keys: readonly number[]
    readonly counts: readonly number[]
}

/** The tables of a whole project from the rows of all slices: slices share no account, so counts add up. */
export function addCounts(rows: readonly CountRow[]): CountTables {
    const tables = Object.fromEntries(
        Object.keys(TABLES).map((name) => [name, new Map<number, number>()]),
    ) as Record<TableName, Map<number, number>>
    const names = new Map(Object.entries(TABLES).map(([name, kind]) => [kind as number, name as TableName]))
    for (const {kind, keys, counts} of rows) {
        const name = names.get(kind)
        if (name === undefined) throw new Error(`The counts hold an unknown table (${kind}).`)
        keys.forEach((key, i) => tables[name].set(key, (tables[name].get(key) ?? 0) + (counts[i] ?? 0)))
    }
    // In one order whatever the slices: sums of fractions then come out equal to the last digit.
    for (const [name, table] of Object.entries(tables))
        tables[name as TableName] = new Map([...table].sort(([a], [b]) => a - b))
    return tables
}

/** One count; 0 where nothing was counted. */
export function countAt(tables: CountTables, name: TableName, a: number, b = 0, c = 0): number {
    return tables[name].get(a * KEY.a + b * KEY.b + c) ?? 0
}

/** All counts of a table with their parts, in no order. */
export function* cellsOf(
    tables: CountTables,
    name: TableName,
): Generator<{readonly a: number; readonly b: number; readonly c: number; readonly n: number}> {
    for (const [key, n] of tables[name])
        yield {a: floor(key / KEY.a), b: floor(key / KEY.b) % 1000, c: key % KEY.b, n}
}
