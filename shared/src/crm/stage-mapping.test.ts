import {guessStage, proposeStages, type Stage, stageKind, stageMapping} from "./stage-mapping"

const STAGES: readonly Stage[] = [
    {id: "s1", title: "Lead", archived: false},
    {id: "s2", title: "In Progress", archived: false},
    {id: "s3", title: "Won 🎉", archived: false},
    {id: "s4", title: "Lost", archived: false},
    {id: "s5", title: "Old deal won", archived: true},
]
const NONE = {qualified_stages: [], won_stages: [], lost_stages: []}

it.each([
    ["Won 🎉", "won"],
    ["Closed Won", "won"],
    ["Closed - lost", "lost"],
    ["Disqualified", "lost"],
    ["Unqualified", "lost"],
    ["Qualified", "qualified"],
    ["SQL", "qualified"],
    ["Proposal sent", "qualified"],
    ["Lead", "open"],
    ["In Progress", "open"],
    ["Wonderful", "open"],
    ["Won't buy", "lost"],
    ["Closed - not won", "lost"],
    ["Not qualified", "open"],
    ["Demo no-show", "open"],
    ["No contract", "open"],
    ["Gewonnen", "won"],
    ["Verloren", "lost"],
    ["Gagné", "won"],
    ["Perdu", "lost"],
    ["Perdido", "lost"],
    ["Personal demo", "qualified"],
    ["Won - no contract yet", "won"],
    ["Not lost", "open"],
    ["Nicht gewonnen", "lost"],
    ["Not lost, but won", "won"],
    ["Gagne\u0301", "won"],
    ["", "open"],
])("guesses %p as %s", (title, kind) => expect(guessStage(title)).toBe(kind))

it("guesses from titles where nothing is set, archived stages included", () => {
    const mapping = stageMapping(STAGES, NONE)
    expect(mapping).toEqual({
        kinds: {s3: "won", s4: "lost", s5: "won"},
        guessed: ["lost", "qualified", "won"],
        problems: [],
    })
    expect(stageKind(mapping, "gone", "Closed won")).toBe("won")
})

it("ids and titles of settings decide; what they name is not guessed any more", () => {
    const mapping = stageMapping(STAGES, {...NONE, won_stages: ["s2"], lost_stages: ["lost"]})
    expect(mapping).toEqual({kinds: {s2: "won", s4: "lost"}, guessed: [], problems: []})
    expect(stageKind(mapping, "gone", "Closed won")).toBe("open")
})

it("lost titles still count where only won is named", () => {
    expect(stageMapping(STAGES, {...NONE, won_stages: ["s5"]}).kinds).toEqual({s4: "lost", s5: "won"})
})

it("an id that no stage has any more is a problem that names setting and fix, and still counts in old histories", () => {
    const mapping = stageMapping(STAGES, {...NONE, lost_stages: ["old_id"]})
    expect(mapping.problems).toEqual([
        'outcomes.lost_stages names "old_id", and deals have no such stage. Choose among: Lead, In Progress, Won 🎉, Lost; by their ids they survive renaming (beton outcomes shows them).',
    ])
    expect(stageKind(mapping, "old_id", "Whatever")).toBe("lost")
})

it("a stage named twice counts as the later success, and that is said", () => {
    const mapping = stageMapping(STAGES, {qualified_stages: ["s3"], won_stages: ["s3"], lost_stages: []})
    expect(mapping.kinds.s3).toBe("won")
    expect(mapping.problems).toHaveLength(1)
    expect(mapping.problems[0]).toContain(
        "named both in outcomes.qualified_stages and in outcomes.won_stages",
    )
})

it("proposals say what each stage counts as and why", () => {
    const rows = proposeStages(STAGES, {s1: 7, s3: 2}, {...NONE, won_stages: ["s3"]})
    expect(rows.map(({id, deals, kind, by}) => [id, deals, kind, by])).toEqual([
        ["s1", 7, "open", "default"],
        ["s2", 0, "open", "default"],
        ["s3", 2, "won", "setting"],
        ["s4", 0, "lost", "title"],
        ["s5", 0, "open", "default"],
    ])
})

it("a stage called like a property of every object has no meaning of its own", () => {
    expect(stageKind(stageMapping(STAGES, NONE), "constructor", "Lead")).toBe("open")
})
