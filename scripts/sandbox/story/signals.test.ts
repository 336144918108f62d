import {bestRecall} from "./best-recall"
import {expectedSignals} from "./expected"
import {DEFAULT_SEED, type StorySize} from "./parameters"
import {SIGNAL_IDS} from "./signal-ids"
import {storyTruth} from "./truth"

const now = expectedSignals()
const truth = storyTruth()
const ready = new Set(truth.accounts.filter(({readyNow}) => readyNow).map(({key}) => key))

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
