/** What a correct detection must find in a story, by the plain TypeScript oracle. */
import {accountRows, storyAccounts, type StoryOptions} from "./generate"
import {activeSignals, observe, type OracleFacts, scoreOf} from "./oracle"
import {STORY_NOW_MS} from "./parameters"
import type {AccountRows, StoryEvent} from "./rows"
import type {SignalId} from "./signal-ids"
import {FREE_MAIL} from "./vocabulary"

/** Expected result for one account. */
export interface ExpectedAccount {
    /** Group key, or e-mail domain. */
    account: string
    /** In the order of SIGNAL_IDS. */
    active: SignalId[]
    score: number
    /** The counted facts; null without any activity. */
    facts: OracleFacts | null
}

/** Options of {@link expectedSignals}. */
export interface ExpectedOptions extends StoryOptions {
    /** Instant (ms); default now. */
    asOf?: number
    /** What an account is: the group, or the domain of identified persons' e-mail without free-mail providers. */
    account?: "group" | "email"
}

/** Active signals and score of every account that the chosen expression finds in the story. */
export function expectedSignals(options: ExpectedOptions = {}): ExpectedAccount[] {
    const {asOf = STORY_NOW_MS, account = "group"} = options
    const own = new Map<string, StoryEvent[]>()
    const joined = new Map<string, StoryEvent[]>()
    for (const story of storyAccounts(options)) {
        const rows = accountRows(story, options)
        collect(rows, account === "group" ? groupOf : emailDomainOf, asOf, own, joined)
    }
    return [...own].map(([key, events]) => {
        const byPerson = joined.get(key) ?? []
        const active = activeSignals(events, byPerson, asOf)
        return {account: key, active, score: scoreOf(active), facts: observe(events, byPerson, asOf)}
    })
}

/** The group key on an event, or null. */
export function groupOf(event: StoryEvent): string | null {
    return (event.properties.$group_0 as string | undefined) ?? null
}

/** The company domain in the person properties of an event, or null. */
export function emailDomainOf(event: StoryEvent): string | null {
    const found = /"email":"[^"@]+@([^"]+)"/.exec(event.personProperties)?.[1]?.toLowerCase()
    return found === undefined || (FREE_MAIL as readonly string[]).includes(found) ? null : found
}

/** Events with an account go to it; the others to the last account that their person had before `asOf`. */
function collect(
    {events, persons}: AccountRows,
    accountOf: (event: StoryEvent) => string | null,
    asOf: number,
    own: Map<string, StoryEvent[]>,
    joined: Map<string, StoryEvent[]>,
): void {
    const personOf = new Map(
        persons.flatMap((person) => person.distinctIds.map((id) => [id, person.id] as const)),
    )
    const lastAccount = new Map<string, string>()
    const homeless: StoryEvent[] = []
    for (const event of events) {
        const key = accountOf(event)
        if (key === null) {
            homeless.push(event)
            continue
        }
        add(own, key, event)
        const person = personOf.get(event.distinctId)
        if (person !== undefined && event.timestamp < asOf) lastAccount.set(person, key)
    }
    for (const event of homeless) {
        const key = lastAccount.get(personOf.get(event.distinctId) ?? "")
        if (key !== undefined) add(joined, key, event)
    }
}

function add(map: Map<string, StoryEvent[]>, key: string, event: StoryEvent): void {
    const list = map.get(key)
    if (list) list.push(event)
    else map.set(key, [event])
}
