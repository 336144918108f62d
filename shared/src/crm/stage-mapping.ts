/** What a stage means for the outcome ladder (H12). */
export type StageKind = "open" | "qualified" | "won" | "lost"

/** A stage of deals, archived ones included: deals may still be in them. */
export interface Stage {
    readonly id: string
    readonly title: string
    readonly archived: boolean
}

/** Names of stages in settings: ids, or titles. */
export interface StageSettings {
    readonly qualified_stages: readonly string[]
    readonly won_stages: readonly string[]
    readonly lost_stages: readonly string[]
}

/** What the stages of a workspace mean, by status id: titles can be changed at any time (REST.md §6). */
export interface StageMapping {
    /** Status id → kind; what is missing is open. Also ids that settings name and that no stage has any more. */
    readonly kinds: Readonly<Record<string, StageKind>>
    /** Kinds that no setting names, so titles decide. */
    readonly guessed: readonly Exclude<StageKind, "open">[]
    /** Sentences that name the setting and the fix. */
    readonly problems: readonly string[]
}

/** Order of the ladder: a stage that is named twice is the later success, and lost gives way to both. */
const KINDS = ["lost", "qualified", "won"] as const
const SETTING = {won: "won_stages", lost: "lost_stages", qualified: "qualified_stages"} as const

/** Whole words of any script; `\\b` would end a word at "é". */
const words = (list: string): RegExp => new RegExp(`(?<!\\p{L})(${list})(?!\\p{L})`, "iu")

/** What a title says, lost first: "Closed lost" and "Disqualified" are no successes. In the languages that Attio is used in most. */
const LOST_TITLE = words("lost|churned|dead|abandoned|rejected|declined|cancell?ed|(dis|un)qualified|no[ -]?go|verloren|abgelehnt|perdue?s?|perdid[oa]s?|pers[oa]|won['’]?t") // prettier-ignore
const WON_TITLE = words("won|gewonnen|gagnée?s?|ganad[oa]s?|vint[oa]")
const QUALIFIED_TITLE = words("qualified|sql|opportunity|demo|evaluation|poc|proposal|quote|negotiation|contract") // prettier-ignore
/** Directly before a word: "Closed - not won" was lost, "No contract" is no contract, "Won - no contract yet" is won. */
const NEGATION = /(?<!\p{L})(not|no|never|without|nicht|kein|keine|pas|sans|non|sin)[\s-]+$/iu

/** What a title alone suggests. */
export function guessStage(title: string): StageKind {
    const text = title.normalize("NFC")
    if (says(text, LOST_TITLE) === "yes") return "lost"
    const won = says(text, WON_TITLE)
    if (won !== "silent") return won === "yes" ? "won" : "lost"
    const isQualified = says(text, QUALIFIED_TITLE) === "yes" && !/no[ -]show/i.test(text)
    return isQualified ? "qualified" : "open"
}

/** Whether a title has one of the words, only with a negation before it, or not at all. */
function says(title: string, pattern: RegExp): "yes" | "no" | "silent" {
    const found = [...title.matchAll(new RegExp(pattern, `${pattern.flags}g`))]
    if (found.length === 0) return "silent"
    return found.some(({index}) => !NEGATION.test(title.slice(0, index))) ? "yes" : "no"
}

/** Titles as people type them again: case, blanks around and the form of accents do not count. */
export function isSameTitle(a: string, b: string): boolean {
    const plain = (text: string): string => text.normalize("NFC").trim().toLowerCase()
    return plain(a) === plain(b)
}

/**
 * What each stage means. Settings name ids, or titles that are looked up here; a kind that no setting names is guessed from
 * titles, except "qualified" where won or lost are named: whoever names stages has named those that matter.
 *
 * @param stages all of the workspace, archived ones included: they still count
 */
export function stageMapping(stages: readonly Stage[], settings: StageSettings): StageMapping {
    const kinds: Record<string, StageKind> = {}
    const problems: string[] = []
    const namesSome = KINDS.some((kind) => settings[SETTING[kind]].length > 0)
    const guessed = KINDS.filter(
        (kind) => settings[SETTING[kind]].length === 0 && (kind !== "qualified" || !namesSome),
    )
    for (const {id, title} of stages) {
        const kind = guessStage(title)
        if (kind !== "open" && guessed.includes(kind)) kinds[id] = kind
    }
    for (const kind of KINDS) {
        for (const name of settings[SETTING[kind]]) {
            const found = named(stages, name)
            if (found.length === 0) problems.push(missing(kind, name, stages))
            const before = found
                .map(({id}) => kinds[id])
                .find((other) => other !== undefined && other !== kind)
            if (before !== undefined && !guessed.includes(before as never))
                problems.push(
                    `"${found[0]?.title ?? name}" is named both in outcomes.${SETTING[before as keyof typeof SETTING]} and in outcomes.${SETTING[kind]}; it counts as ${kind}. Remove it from one of them.`,
                )
            // An id stays mapped even where no stage has it any more: the history of old deals does.
            for (const id of found.length === 0 ? [name] : found.map((stage) => stage.id)) kinds[id] = kind
        }
    }
    return {kinds, guessed, problems}
}

/** What a stage means; one that the workspace no longer lists goes by its title where titles decide. */
export function stageKind(
    {kinds, guessed}: Pick<StageMapping, "kinds" | "guessed">,
    id: string,
    title = "",
): StageKind {
    const known = new Map(Object.entries(kinds)).get(id)
    if (known !== undefined) return known
    const kind = guessStage(title)
    return kind !== "open" && guessed.includes(kind) && title !== "" ? kind : "open"
}

/** How many deals stand in a stage, and what it would count as. */
export interface StageProposal {
    readonly id: string
    readonly title: string
    readonly archived: boolean
    readonly deals: number
    readonly kind: StageKind
    /** Set in the settings, guessed from the title, or neither. */
    readonly by: "setting" | "title" | "default"
}

/** Every stage with its count and what it counts as, in the workspace's order (D4). */
export function proposeStages(
    stages: readonly Stage[],
    counts: Readonly<Record<string, number>>,
    settings: StageSettings,
): StageProposal[] {
    const mapping = stageMapping(stages, settings)
    return stages.map(({id, title, archived}) => {
        const kind = stageKind(mapping, id, title)
        const isNamed = KINDS.some((one) =>
            settings[SETTING[one]].some((name) => named(stages, name).some((stage) => stage.id === id)),
        )
        const guess = kind === "open" ? "default" : "title"
        return {id, title, archived, deals: counts[id] ?? 0, kind, by: isNamed ? "setting" : guess}
    })
}

/** By id, else by exact title, else by title without regard to case. */
function named(stages: readonly Stage[], name: string): readonly Stage[] {
    const byId = stages.filter(({id}) => id === name)
    if (byId.length > 0) return byId
    const exact = stages.filter(({title}) => title === name)
    if (exact.length > 0) return exact
    return stages.filter(({title}) => isSameTitle(title, name))
}

function missing(kind: (typeof KINDS)[number], name: string, stages: readonly Stage[]): string {
    const known = stages.filter(({archived}) => !archived).map(({title}) => title)
    return `outcomes.${SETTING[kind]} names "${name}", and deals have no such stage. Choose among: ${known.join(", ")}; by their ids they survive renaming (beton outcomes shows them).`
}
