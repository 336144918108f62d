import {type ExpectedAccount, expectedSignals} from "./expected"
import {DEFAULT_SEED, type StorySize} from "./parameters"
import {SIGNAL_IDS} from "./signal-ids"
import {storyTruth} from "./truth"

const now = expectedSignals()
const truth = storyTruth()
const ready = new Set(truth.accounts.filter(({readyNow}) => readyNow).map(({key}) => key))

/** Best recall among score thresholds that flag at most a fifth of the accounts. */
function bestRecall(found: ExpectedAccount[], wanted: Set<string>): {recall: number; flagged: number} {
    let best = {recall: 0, flagged: 0}
    for (const threshold of new Set(found.map(({score}) => score))) {
        const flagged = found.filter(({score}) => score >= threshold)
        const recall = flagged.filter(({account}) => wanted.has(account)).length / wanted.size
        if (threshold > 0 && flagged.length <= 0.2 * found.length && recall > best.recall)
            best = {recall, flagged: flagged.length / found.length}
    }
    return best
}

test.each(SIGNAL_IDS)("%s is active now for 2 to 15 % of the accounts", (id) => {
    const share = now.filter(({active}) => active.includes(id)).length / truth.accounts.length
    expect(share).toBeGreaterThanOrEqual(0.02)
    expect(share).toBeLessThanOrEqual(0.15)
})

test("accounts about to buy show several signals, most others none or one", () => {
    const isReady = now.filter(({account}) => ready.has(account))
    const others = now.filter(({account}) => !ready.has(account))
    expect(isReady.filter(({active}) => active.length >= 2).length / isReady.length).toBeGreaterThan(0.5)
    expect(others.filter(({active}) => active.length <= 1).length / others.length).toBeGreaterThan(0.85)
    expect(others.some(({active}) => active.length >= 2)).toBe(true)
})

test("the score finds at least 60 % of the accounts about to buy among at most 20 %, but not all of them", () => {
    expect(ready.size).toBeGreaterThanOrEqual(15)
    const {recall, flagged} = bestRecall(now, ready)
    expect(flagged).toBeLessThanOrEqual(0.2)
    expect(recall).toBeGreaterThanOrEqual(0.6)
    expect(recall).toBeLessThan(1)
})

test("other seeds are about as good", () => {
    const recalls = [101, 102].map((seed) => {
        const wanted = new Set(
            storyTruth({seed})
                .accounts.filter(({readyNow}) => readyNow)
                .map(({key}) => key),
        )
        return bestRecall(expectedSignals({seed}), wanted).recall
    })
    expect(recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length).toBeGreaterThanOrEqual(0.6)
})

test("accounts by e-mail domain agree with accounts by group for almost all companies", () => {
    const byDomain = new Map(
        expectedSignals({account: "email"}).map((one) => [one.account, one.active.join()]),
    )
    const byKey = new Map(now.map((one) => [one.account, one.active.join()]))
    const companies = truth.accounts.filter(({kind}) => kind === "company")
    const same = companies.filter(
        ({key, domain}) => domain !== null && byDomain.get(domain) === byKey.get(key),
    )
    expect(same.length / companies.length).toBeGreaterThan(0.95)
    expect([...byDomain.keys()].filter((domain) => /gmail|outlook|yahoo|icloud/.test(domain))).toEqual([])
})

test.each([DEFAULT_SEED, 1, 2, 3, 4, 5])("the micro story (seed %i) shows all eight signals now", (seed) => {
    const options: {size: StorySize; seed: number} = {size: "micro", seed}
    const active = new Set(expectedSignals(options).flatMap((one) => one.active))
    expect(SIGNAL_IDS.filter((id) => !active.has(id))).toEqual([])
    expect(storyTruth(options).accounts).toHaveLength(12)
    expect(storyTruth(options).deals.length).toBeLessThanOrEqual(3)
})
