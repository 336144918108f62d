import {storyAccounts} from "./generate"
import {DAY_MS, NULL_FEATURES, NULL_PAGES, STORY_NOW_MS} from "./parameters"
import {rate, statusOn} from "./plan"
import {storyTruth} from "./truth"

const truth = storyTruth()
const now = Date.parse(truth.now)

test("customers, churned and future buyers are there in the agreed numbers", () => {
    const customers = truth.accounts.filter(({customerNow}) => customerNow)
    expect(customers.length).toBeGreaterThanOrEqual(40)
    expect(customers.length).toBeLessThanOrEqual(70)
    expect(truth.accounts.filter(({archetype}) => archetype === "churned").length).toBeGreaterThan(2)
    expect(
        truth.accounts.filter(({archetype}) => archetype === "internal" || archetype === "test"),
    ).toHaveLength(2)
})

test("ready means: converts within 45 days from now and did not before", () => {
    for (const {readyNow, convertsAt, archetype} of truth.accounts) {
        const inDays = convertsAt === null ? Infinity : (Date.parse(convertsAt) - now) / DAY_MS
        expect(readyNow).toBe(inDays >= 0 && inDays < 45)
        if (readyNow) expect(archetype).toBe("ready")
    }
    const later = truth.accounts.filter(
        ({convertsAt}) => convertsAt !== null && Date.parse(convertsAt) - now >= 45 * DAY_MS,
    )
    expect(later.every(({convertsAt}) => Date.parse(convertsAt ?? "") - now < 61 * DAY_MS)).toBe(true)
})

test("a purchase ends an evaluation that reached a decision", () => {
    for (const {convertsAt, evaluations} of truth.accounts) {
        const won = evaluations.filter(({outcome}) => outcome === "converted")
        expect(won).toHaveLength(convertsAt === null ? 0 : 1)
        for (const {decisionFrom, from, to} of won) {
            expect(decisionFrom).not.toBeNull()
            expect(Date.parse(decisionFrom ?? "")).toBeGreaterThan(Date.parse(from))
            expect(Date.parse(convertsAt ?? "") - Date.parse(to ?? "")).toBeLessThan(DAY_MS)
        }
    }
})

test("behaviours become more frequent with intent, except trouble with the product", () => {
    const names = Object.keys(truth.parameters.behaviours) as (keyof typeof truth.parameters.behaviours)[]
    const rising = names.filter((name) => rate(name, 0.9, "prospect") > 4 * rate(name, 0.05, "prospect"))
    expect(names.filter((name) => !rising.includes(name))).toEqual(["support_trouble"])
})

/** Counts of weekly landmarks of prospects. */
interface Cells {
    exposed: number
    exposedWon: number
    others: number
    othersWon: number
    busyExposed: number
}

const NULLS = [...NULL_FEATURES, ...NULL_PAGES]
const cells = new Map<string, Cells>(
    [...NULLS, "pricing"].map((name) => [
        name,
        {exposed: 0, exposedWon: 0, others: 0, othersWon: 0, busyExposed: 0},
    ]),
)
let busy = 0
let idle = 0

// Was the behaviour seen in the week before, did a purchase follow in 30 days: over several seeds.
for (const seed of [31, 32, 33]) {
    for (const {profile, latent, plans} of storyAccounts({seed})) {
        if (profile.script) continue
        for (let end = 27; end < plans.length; end += 7) {
            const day = plans[end]?.day ?? 0
            if (statusOn(latent, day + 1) !== "prospect") continue
            const week = plans.slice(end - 6, end + 1)
            const won = latent.convertDay !== null && latent.convertDay <= day + 30
            const isBusy = profile.sessionsPerWeek > 6
            if (isBusy) busy++
            else idle++
            for (const [name, cell] of cells) {
                const exposed = week.some((plan) =>
                    name === "pricing" ? plan.pricingVisits > 0 : plan.nulls.includes(name),
                )
                cell[exposed ? "exposed" : "others"]++
                if (won) cell[exposed ? "exposedWon" : "othersWon"]++
                if (exposed && isBusy) cell.busyExposed++
            }
        }
    }
}

function cellsOf(name: string): Cells & {lift: number} {
    const found = cells.get(name)
    if (!found) throw new Error(`no counts for ${name}`)
    return {...found, lift: found.exposedWon / found.exposed / (found.othersWon / found.others)}
}

test.each(NULLS)("%s follows activity and says nothing about buying", (name) => {
    const {lift, busyExposed, exposed} = cellsOf(name)
    expect(lift).toBeGreaterThan(0.7)
    expect(lift).toBeLessThan(1.43)
    expect(busyExposed / busy).toBeGreaterThan((1.5 * (exposed - busyExposed)) / idle)
})

test("pricing visits do predict buying", () => {
    expect(cellsOf("pricing").lift).toBeGreaterThan(4)
})

test("the null behaviours are declared as such, everything else has a lift above 1", () => {
    const nulls = truth.effects.filter(({planted}) => planted === "null")
    expect(nulls.map(({name}) => name).sort()).toEqual([...NULL_FEATURES, ...NULL_PAGES].sort())
    expect(nulls.every(({lift}) => lift === 1)).toBe(true)
    expect(truth.effects.every(({planted, lift}) => planted === "null" || lift > 1.2)).toBe(true)
})

test("dated behaviours lie before now", () => {
    for (const {behaviours} of truth.accounts) {
        for (const dates of Object.values(behaviours))
            expect(dates.every((date) => Date.parse(date) < STORY_NOW_MS)).toBe(true)
    }
})
