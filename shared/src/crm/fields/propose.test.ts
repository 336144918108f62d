import type {AttributeSample} from "./contents"
import {BETON_FIELDS, type BetonFieldId} from "./fields"
import {nameTokens} from "./names"
import {type AttributeFacts, type FieldProposal, proposeFields} from "./propose"

const AS_OF = "2026-10-05T06:00:00.000Z"
type Values = readonly (string | number)[]
interface Seen {
    readonly facts: AttributeFacts
    readonly sample: AttributeSample | undefined
}

/** An attribute with what it holds; the slug follows from the title unless given. */
function a(title: string, type: string, values: Values = [], more: Partial<AttributeFacts> & {people?: number} = {}): Seen {
    const {people = 0, ...facts} = more
    return {
        facts: {
            slug: title.toLowerCase().replace(/[^a-z0-9]+/g, "_"),
            title,
            type,
            isUnique: false,
            isMultiselect: false,
            isArchived: false,
            isSystem: false,
            ...facts,
        },
        sample: values.length === 0 ? undefined : {values, byPeople: people},
    }
} // prettier-ignore

function propose(seen: readonly Seen[]): ReadonlyMap<BetonFieldId, FieldProposal> {
    const samples = Object.fromEntries(seen.map(({facts, sample}) => [facts.slug, sample]))
    const found = proposeFields(BETON_FIELDS, seen.map(({facts}) => facts), samples, AS_OF) // prettier-ignore
    return new Map(found.map((proposal) => [proposal.field, proposal]))
}
const brief = ({kind, slug, confidence}: FieldProposal): string =>
    kind === "attribute" ? `${slug} ${confidence}` : kind

const SCORES = [3, 18, 40, 71, 97]
const DAYS = ["2026-09-01", "2026-10-04"]

/** What is there → what is proposed, by field; every other field gets Beton's own attribute. */
const CASES: readonly [what: string, seen: readonly Seen[], wanted: Partial<Record<BetonFieldId, string>>][] = [
    ["nothing is there", [], {}],
    ["a score by its name and contents", [a("Lead Score", "number", SCORES)], {score: "lead_score high"}],
    ["an empty one of the same name", [a("Health score", "number")], {score: "health_score high"}],
    ["camel case, digits and accents", [a("Próduct-Scóre (0-100)", "number")], {score: "pr_duct_sc_re_0_100_ high"}],
    ["PQL alone means the score", [a("PQL", "number", SCORES)], {score: "pql high"}],
    ["a text of numbers holds a score, less surely", [a("Intent score", "text", ["12", "80"])], {score: "intent_score medium"}],
    ["a text of grades does not", [a("Lead score", "text", ["A", "B"])], {}],
    ["a general word needs contents", [a("Score", "number", SCORES)], {score: "score medium"}],
    ["a general word without contents is a guess", [a("Health", "number")], {score: "health low"}],
    ["one more word that says something else", [a("Buying readiness score", "number", SCORES)], {score: "buying_readiness_score medium"}],
    ["beside a general word it is too many", [a("Expansion score", "number", SCORES)], {}],
    ["two more words are too many", [a("Expansion readiness fancy score", "number", SCORES)], {}],
    ["NPS is no score of ours", [a("NPS Score", "number", SCORES)], {}],
    ["nor is credit", [a("Credit score", "number", [10, 90])], {}],
    ["nor another tool's", [a("HubSpot Score", "number", SCORES)], {}],
    ["nor a risk", [a("Churn risk score", "number", SCORES)], {}],
    ["a scale above 100", [a("Lead Score", "number", [20, 480])], {}],
    ["a scale below 0", [a("Lead Score", "number", [-5, 80])], {}],
    ["shares of 1", [a("Lead score", "number", [0.2, 0.75])], {}],
    ["a scale up to 10", [a("Lead score", "number", [1, 4, 7, 9, 10])], {}],
    ["few small values say nothing about the scale", [a("Lead score", "number", [4])], {score: "lead_score high"}],
    ["0 throughout says nothing", [a("Lead score", "number", [0, 0, 0])], {score: "lead_score low"}],
    ["filled by people", [a("Lead Score", "number", SCORES, {people: 5})], {}],
    ["one hand-written value of ten is no veto", [a("Lead Score", "number", [...SCORES, ...SCORES], {people: 1})], {score: "lead_score low"}],
    ["one of three is", [a("Lead Score", "number", [10, 20, 30], {people: 1})], {}],
    ["unique", [a("Lead Score", "number", [], {isUnique: true})], {}],
    ["archived", [a("Lead Score", "number", [], {isArchived: true})], {}],
    ["several values", [a("Buying signals", "select", ["x"], {isMultiselect: true})], {}],
    ["the CRM's own", [a("Lead score", "number", [], {isSystem: true})], {}],
    ["a select is never proposed: it would get our options", [a("Lead status", "select", ["Hot"])], {}],
    ["a rating loses values", [a("Lead score", "rating", [3])], {}],
    ["what the deal itself needs", [a("Expected value", "currency", [900], {slug: "value"})], {}],
    ["our own stays ours, whatever it is called now", [a("Punkte", "number", SCORES, {slug: "pql_score"}), a("Lead Score", "number", SCORES)], {score: "pql_score high"}],
    ["our own for one field is none for another", [a("Lead score", "number", [], {slug: "pql_score_change"})], {score_change: "pql_score_change high"}],
    ["our slug is taken by another type", [a("PQL score", "select", [], {slug: "pql_score"})], {score: "none"}],
    ["our own as a select, made by the team", [a("PQL state", "select", ["Hot"], {slug: "pql_state"})], {state: "pql_state high"}],
    ["our slug is archived", [a("Why now", "text", [], {slug: "pql_why_now", isArchived: true})], {why_now: "none"}],
    ["but another one fits", [a("Old", "number", [], {slug: "pql_score", isArchived: true}), a("Health score", "number", SCORES)], {score: "health_score high"}],
    ["a change is no score", [a("Score trend", "number", [-4, 12])], {score_change: "score_trend high"}],
    ["a change that never fell", [a("Lead score delta", "number", [4, 12])], {score_change: "lead_score_delta low"}],
    ["two like one field: the one that is used", [a("Lead score", "number"), a("Health score", "number", SCORES)], {score: "health_score high"}],
    ["one attribute for two fields goes to the surer", [a("Signals", "text")], {signals: "signals low"}],
    ["signals, their number, their last date", [a("Buying signals", "text"), a("Number of signals", "number", [1, 3]), a("Last signal", "timestamp", DAYS)], {signals: "buying_signals high", signal_count: "number_of_signals high", last_signal_at: "last_signal high"}],
    ["a number of signals that is none", [a("Signal count", "number", [2.5, 900])], {}],
    ["the strongest signal", [a("Main signal", "text")], {top_signal: "main_signal high"}],
    ["a day for an instant, less surely", [a("Last product activity", "date", DAYS)], {last_signal_at: "last_product_activity medium"}],
    ["dates in the future are plans", [a("Last signal date", "timestamp", ["2027-01-01"])], {}],
    ["somebody's last meeting", [a("Last meeting date", "timestamp", DAYS)], {}],
    ["last seen may be it", [a("Last seen", "timestamp", DAYS)], {last_signal_at: "last_seen medium"}],
    ["when it was scored, not what", [a("Last scored at", "timestamp", DAYS)], {checked_at: "last_scored_at high"}],
    ["inactive since", [a("Inactive since", "date", DAYS)], {quiet_since: "inactive_since high"}],
    ["a reason for losing", [a("Lost reason", "text")], {}],
    ["another tool's text would be overwritten", [a("PQL reason", "text", ["Invited 3 people"])], {why_now: "pql_reason low"}],
    ["a general text of another tool", [a("Context", "text", ["Met in Berlin"])], {}],
    ["notes of people", [a("Why now", "text", ["Called"], {people: 1})], {}],
    ["a state in our words", [a("PQL status", "text", ["Hot", "Quiet"])], {state: "pql_status high"}],
    ["the state of the USA", [a("State", "text", ["Texas"])], {}],
    ["a billing status", [a("Billing status", "text")], {}],
    ["a chance in percent", [a("Win probability", "number", [10, 55])], {conversion_probability: "win_probability high"}],
    ["a chance as a share", [a("Likelihood to convert", "number", [0.1, 0.5])], {}],
    ["money", [a("Expected revenue", "currency", [900, 48_000])], {revenue_potential: "expected_revenue high"}],
    ["percents are no money", [a("Expected revenue", "number", [5, 20, 40, 60, 100])], {}],
    ["a contract's value", [a("Contract expected value", "currency", [900])], {}],
    ["a link", [a("PostHog URL", "text", ["https://eu.posthog.example/groups/0/acme"])], {link: "posthog_url high"}],
    ["a link that is none", [a("Product link", "text", ["see wiki"])], {}],
    ["a website", [a("Website link", "text")], {}],
    ["a renamed title vetoes an old slug", [a("NPS", "number", SCORES, {slug: "lead_score"})], {}],
    ["a slug speaks where the title is silent", [a("Beton", "number", SCORES, {slug: "lead_score"})], {score: "lead_score high"}],
    ["one of the CRM's many attributes", [a("Employee range", "text", ["1-10"]), a("Twitter followers", "number", SCORES)], {}],
] // prettier-ignore

it.each(CASES)("%s", (_, seen, wanted) => {
    const found = [...propose(seen)].flatMap(([field, proposal]) =>
        proposal.kind === "create" ? [] : [[field, brief(proposal)]],
    )
    expect(Object.fromEntries(found)).toEqual(wanted)
})

it("gives a reason in plain sentences, of what was refused too", () => {
    const reason = (field: BetonFieldId, ...seen: readonly Seen[]) => propose(seen).get(field)?.reason
    expect(reason("score", a("Lead Score", "number", SCORES))).toBe(
        '"Lead Score" is called like it, and holds numbers: its 5 values lie between 3 and 97.',
    )
    expect(reason("score", a("Intent score", "text"))).toBe(
        '"Intent score" is called like it, can hold it as text, and is empty on the records looked at.',
    )
    expect(reason("score", a("Health", "select"), a("Lead Score", "number", SCORES, {people: 5}))).toBe(
        'Nothing fits: "Lead Score" is filled by people (5 of 5 values looked at).',
    )
    expect(reason("score", a("Lead Score", "number", [20, 480]))).toBe(
        'Nothing fits: "Lead Score" holds numbers: its 2 values lie between 20 and 480, not between 0 and 100.',
    )
    expect(reason("score", a("PQL score", "select", [], {slug: "pql_score"}))).toBe(
        'The attribute "pql_score" is of type select, which cannot hold it, so Beton can neither use it nor make its own. Change its slug in Attio, or choose another attribute.',
    )
    expect(reason("score")).toBe("No attribute is called like it.")
})

it("never proposes an attribute twice, nor one that nothing may be written to, whatever is there", () => {
    const all = CASES.flatMap(([, seen]) => seen)
    const bySlug = new Map(all.map((one) => [one.facts.slug, one]))
    const used = [...propose([...bySlug.values()]).values()].filter(({kind}) => kind === "attribute")
    expect(new Set(used.map(({slug}) => slug)).size).toBe(used.length)
    for (const {slug, field} of used) {
        const facts = bySlug.get(slug)?.facts
        expect(facts).toMatchObject({isUnique: false, isArchived: false, isMultiselect: false, isSystem: false}) // prettier-ignore
        const types = BETON_FIELDS.find(({id}) => id === field)?.compatible
        expect(types).toContain(facts?.type)
    }
})

it("every field knows its own title, and its synonyms as well as its own", () => {
    for (const {id, title, compatible, synonyms} of BETON_FIELDS) {
        const type = compatible[0] ?? "text"
        expect([id, propose([a(title, type)]).get(id)]).toMatchObject([id, {kind: "attribute"}])
        for (const synonym of synonyms)
            expect([id, synonym, propose([a(synonym, type)]).get(id)?.kind]).toEqual([id, synonym, "attribute"]) // prettier-ignore
    }
})

it("brings names into one form", () => {
    expect(nameTokens("latestScoreDate")).toEqual(["last", "score", "date"])
    expect(nameTokens("# of Buying Signals 🔥")).toEqual(["count", "buying", "signal"])
    expect(nameTokens("Status")).toEqual(["state"])
    expect(nameTokens("")).toEqual([])
})
