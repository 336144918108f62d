import {type BacktestPlan, blocksOf} from "../../../shared/src/backtest/plan"
import {
    type CountTables,
    KEY,
    OPEN,
    PERIOD_CODES,
    type TableName,
    TABLES,
} from "../../../shared/src/backtest/tables"

// Looked up once: in a VM each look at a global is slow.
const {floor, max, min} = Math

/**
 * One account at the landmarks at which it is at risk, ascending: parallel lists, of which the first `length` entries
 * count.
 */
export interface AccountRows {
    readonly length: number
    /** 1-based places in the plan. */
    readonly places: ArrayLike<number>
    /** By signal: 0 inactive, 1 active, n + 1 active at the n-th stricter setting as well. */
    readonly states: readonly ArrayLike<number>[]
    readonly scores: ArrayLike<number>
    /** 0 or 1: would be routed. */
    readonly routed: ArrayLike<number>
    /** 0 or 1: converts between gap and horizon. */
    readonly converts: ArrayLike<number>
    /** Whole days to the conversion or the end of the data. */
    readonly waits: ArrayLike<number>
    /** Converts at some time before the end of the data. */
    readonly ended: boolean
}

const DATE_CELLS = 32
const STATE_CELLS = 16
const SCORE_CELLS = 202

/** What a backtest counts (`backtest/tables.ts`), worked out account by account. */
export function countRows(accounts: Iterable<AccountRows>, plan: BacktestPlan, signals: number): CountTables {
    const counter = new Counter(plan, signals)
    for (const account of accounts) counter.add(account)
    return counter.tables()
}

class Counter {
    private readonly found = Object.fromEntries(
        Object.keys(TABLES).map((name) => [name, new Map<number, number>()]),
    ) as Record<TableName, Map<number, number>>
    private readonly datePairs: Pairs[]
    private readonly statePairs: Pairs[]
    private readonly scorePairs = new Pairs(SCORE_CELLS)
    private readonly blocks: (number | null)[]
    private readonly parts: number[]

    constructor(
        plan: BacktestPlan,
        private readonly signals: number,
    ) {
        this.datePairs = Array.from({length: signals + 1}, () => new Pairs(DATE_CELLS))
        this.statePairs = Array.from({length: signals}, () => new Pairs(STATE_CELLS))
        this.blocks = blocksOf(plan)
        this.parts = plan.landmarks.map(({period}) => (period === null ? OPEN : PERIOD_CODES[period]))
    }

    add(account: AccountRows): void {
        this.everybody(account)
        for (let subject = 1; subject <= this.signals; subject++)
            this.subject(account, subject, account.states[subject - 1] as ArrayLike<number>)
        this.subject(account, this.signals + 1, account.routed)
    }

    /** What does not depend on a subject. */
    private everybody({length, places, scores, converts}: AccountRows): void {
        const seen = [false, false]
        const converted = [false, false]
        let highest = -1
        let highestBefore = -1
        for (let i = 0; i < length; i++) {
            const [place, score, y] = [places[i]!, scores[i]!, converts[i]!]
            const part = this.parts[place - 1]!
            if (part === OPEN) continue
            this.count("landmarks", place, 0, y)
            this.count("scores", score, part, y)
            this.count("keptScores", places[i - 1] === place - 1 ? min(score, scores[i - 1]!) : 0)
            this.scorePairs.note(2 * score + y)
            for (const scope of part === PERIOD_CODES.confirm ? [0, 1] : [0]) {
                seen[scope] = true
                if (y === 1) converted[scope] = true
            }
            highest = max(highest, score)
            if (y === 1) highestBefore = max(highestBefore, score)
        }
        this.scorePairs.close()
        for (const scope of [0, 1]) {
            if (seen[scope]) this.count("accounts", 0, scope, 0)
            if (converted[scope]) this.count("accounts", 0, scope, 1)
        }
        if (highest >= 0) this.count("highest", highest)
        if (highestBefore >= 0) this.count("highest", highestBefore, 0, 1)
    }

    /** What one subject adds; `values` from 1 on are exposure. */
    private subject(account: AccountRows, subject: number, values: ArrayLike<number>): void {
        const {length, places, converts, waits, ended} = account
        const signal = subject <= this.signals ? subject - 1 : null
        const [pairs, states] = [
            this.datePairs[subject - 1]!,
            signal === null ? null : this.statePairs[signal]!,
        ]
        const waited = [false, false]
        // Bits: exposed, exposed and converts, unexposed; bit 3: the scope's first landmark has been met.
        const scopes = [0, 0]
        let highest = 0
        for (let i = 0; i < length; i++) {
            const [place, y, value] = [places[i]!, converts[i]!, values[i]!]
            const exposed = value > 0 ? 1 : 0
            if (!waited[exposed]) {
                waited[exposed] = true
                this.count("waits", waits[i]!, 2 * subject + exposed, ended ? 1 : 0)
            }
            const part = this.parts[place - 1]!
            if (part === OPEN) continue
            for (let scope = 0; scope <= (part === PERIOD_CODES.confirm ? 1 : 0); scope++) {
                // The whole starts with the account's first landmark of all.
                if ((scopes[scope]! & 8) === 0 && (scope === 1 || i === 0))
                    this.count("first", subject, scope, 2 * exposed + y)
                scopes[scope]! |= 8 | (exposed === 1 ? 1 + 2 * y : 4)
            }
            pairs.note(4 * this.blocks[place - 1]! + 2 * exposed + y)
            states?.note(2 * value + y)
            if (exposed === 0) continue
            this.count("landmarks", place, subject, y)
            const before = i > 0 && places[i - 1] === place - 1 && values[i - 1]! > 0
            if (!before) this.count("entries", place, subject, y)
            if (signal !== null) this.count("states", signal, value, y)
            highest = max(highest, value)
        }
        for (const scope of [0, 1])
            for (const c of [0, 1, 2])
                if ((scopes[scope]! & (1 << c)) !== 0) this.count("accounts", subject, scope, c)
        if (signal !== null && highest > 0) this.count("highestStates", signal, highest)
        pairs.close()
        states?.close()
    }

    private count(name: TableName, a: number, b = 0, c = 0): void {
        const key = a * KEY.a + b * KEY.b + c
        const table = this.found[name]
        table.set(key, (table.get(key) ?? 0) + 1)
    }

    tables(): CountTables {
        this.datePairs.forEach((pairs, i) => pairs.into(this.found.datePairs, (i + 1) * KEY.a, KEY.b))
        this.statePairs.forEach((pairs, i) => pairs.into(this.found.statePairs, i * KEY.a, KEY.b))
        this.scorePairs.into(this.found.scorePairs, 0, KEY.a)
        return this.found
    }
}

/** Sums over accounts of (dates in cell x) · (dates in cell y), x <= y. */
class Pairs {
    private readonly sums: Float64Array
    private readonly dates: Float64Array
    private readonly met: number[] = []

    constructor(private readonly cells: number) {
        this.sums = new Float64Array(cells * cells)
        this.dates = new Float64Array(cells)
    }

    /** One date of the present account. */
    note(cell: number): void {
        if (this.dates[cell]!++ === 0) this.met.push(cell)
    }

    /** The present account is complete. */
    close(): void {
        for (const x of this.met)
            for (const y of this.met)
                if (x <= y) this.sums[x * this.cells + y]! += this.dates[x]! * this.dates[y]!
        for (const cell of this.met) this.dates[cell] = 0
        this.met.length = 0
    }

    into(table: Map<number, number>, offset: number, step: number): void {
        this.sums.forEach((sum, at) => {
            const [x, y] = [floor(at / this.cells), at % this.cells]
            if (sum > 0) table.set(offset + x * step + y, sum)
        })
    }
}
