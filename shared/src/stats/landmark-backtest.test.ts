import {type AccountHistory, landmarkBacktest, landmarkRows, type LandmarkSettings} from "./landmark-backtest"
import {mulberry32} from "./mulberry32"

const SETTINGS: LandmarkSettings = {
    window: 7,
    horizon: 14,
    gap: 0,
    step: 7,
    first: 7,
    minTenure: 7,
    activeWithin: 7,
    dataEnd: 60,
}
const QUIET: AccountHistory = {enter: 0, convert: null, exit: null, firings: [], activity: [0]}

function randomAccounts(seed: number, count: number): AccountHistory[] {
    const random = mulberry32(seed)
    const day = () => Math.floor(random() * 60)
    return Array.from({length: count}, () => {
        const enter = Math.floor(random() * 30)
        return {
            enter,
            convert: random() < 0.5 ? enter + Math.floor(random() * 40) : null,
            exit: random() < 0.2 ? enter + Math.floor(random() * 40) : null,
            firings: Array.from({length: Math.floor(random() * 4)}, day),
            activity: Array.from({length: 20}, day),
        }
    })
}

test.each<[string, Partial<AccountHistory>, Partial<LandmarkSettings>, number[]]>([
    ["known too short", {enter: 1, activity: [7, 14]}, {}, [14]],
    ["tenure exactly reached", {enter: 0, activity: [7]}, {}, [7]],
    ["converted on the date", {convert: 14, activity: [7, 14, 21]}, {}, [7]],
    ["converted the day after", {convert: 15, activity: [7, 14, 21]}, {}, [7, 14]],
    ["converting within the gap", {convert: 16, activity: [7, 14, 21]}, {gap: 2}, [7]],
    ["closed on the date", {exit: 14, activity: [7, 14]}, {}, [7]],
    ["active exactly activeWithin days ago is not alive", {activity: [0]}, {}, []],
    ["active one day less ago is", {activity: [1]}, {}, [7]],
    ["without the rule silence does not matter", {activity: []}, {activeWithin: null, dataEnd: 28}, [7, 14]],
])("at risk: %s", (_, account, settings, dates) => {
    const rows = landmarkRows([{...QUIET, ...account}], {...SETTINGS, ...settings})
    expect(rows.map(({stratum}) => stratum)).toEqual(dates)
})

test.each([
    [7, true],
    [0, false],
    [1, true],
    [8, false],
])("a firing on day %d exposes on day 7: %s", (day, exposed) => {
    const rows = landmarkRows([{...QUIET, firings: [day], activity: [7]}], SETTINGS)
    expect(rows[0]).toMatchObject({stratum: 7, e: exposed})
})

test.each([
    [21, 0, true],
    [22, 0, false],
    [24, 3, true],
    [25, 3, false],
])("conversion on day %d with gap %d counts for day 7: %s", (convert, gap, y) => {
    const rows = landmarkRows([{...QUIET, convert, activity: [7]}], {...SETTINGS, gap})
    expect(rows[0]).toMatchObject({stratum: 7, y})
})

test("only dates with a complete outcome window", () => {
    const {perDate} = landmarkBacktest([], {...SETTINGS, gap: 1, dataEnd: 36})
    expect(perDate.map(({date}) => date)).toEqual([7, 14, 21])
    expect(landmarkBacktest([], {...SETTINGS, gap: 1, dataEnd: 35}).perDate).toHaveLength(2)
    expect(() => landmarkBacktest([], {...SETTINGS, step: 0})).toThrow(RangeError)
})

test.each([1, 2, 3])("nothing after a date changes its risk set or exposure (seed %d)", (seed) => {
    const accounts = randomAccounts(seed, 60)
    const date = 28
    const known = accounts.map((account) => ({
        ...account,
        convert: account.convert !== null && account.convert > date ? null : account.convert,
        exit: account.exit !== null && account.exit > date ? null : account.exit,
        firings: account.firings.filter((day) => day <= date),
        activity: account.activity.filter((day) => day <= date),
    }))
    const on = (histories: AccountHistory[]) =>
        landmarkRows(histories, SETTINGS)
            .filter(({stratum}) => stratum === date)
            .map(({cluster, e}) => [cluster, e])
    expect(on(accounts).length).toBeGreaterThan(0)
    expect(on(known)).toEqual(on(accounts))
})

test("moving every date by the same number of days changes nothing", () => {
    const accounts = randomAccounts(4, 80)
    const by = 1000
    const moved = accounts.map((account) => ({
        enter: account.enter + by,
        convert: account.convert === null ? null : account.convert + by,
        exit: account.exit === null ? null : account.exit + by,
        firings: account.firings.map((day) => day + by),
        activity: account.activity.map((day) => day + by),
    }))
    const here = landmarkBacktest(accounts, SETTINGS)
    const there = landmarkBacktest(moved, {...SETTINGS, first: 7 + by, dataEnd: 60 + by})
    expect(there).toEqual({
        ...here,
        perDate: here.perDate.map((counts) => ({...counts, date: counts.date + by})),
    })
})

test("rows of all dates add up to the crude counts", () => {
    const {a, n1, c, n0, perDate, rows} = landmarkBacktest(randomAccounts(5, 100), SETTINGS)
    const sum = (key: "a" | "n1" | "c" | "n0") => perDate.reduce((total, counts) => total + counts[key], 0)
    expect([sum("a"), sum("n1"), sum("c"), sum("n0")]).toEqual([a, n1, c, n0])
    expect(rows).toBe(n1 + n0)
})
