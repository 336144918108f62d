import {compareText, lowerBound} from "./values"

interface Sightings {
    at: number[]
    account: string[]
}

/** Which accounts each person was seen with, and when: the base of "join by person" (DESIGN §3 "Account"). */
export class PersonHistory {
    private readonly people = new Map<string, Sightings>()

    /** Notes an event that names an account; order does not matter. */
    add(person: string, account: string, at: number): void {
        let seen = this.people.get(person)
        if (seen === undefined) this.people.set(person, (seen = {at: [], account: []}))
        seen.at.push(at)
        seen.account.push(account)
    }

    /** Sorts; to be called once, after the last `add`. Among equal instants the last account in text order wins. */
    finish(): void {
        for (const seen of this.people.values()) {
            const order = [...seen.at.keys()].sort(
                (a, b) =>
                    (seen.at[a] as number) - (seen.at[b] as number) ||
                    compareText(seen.account[a] as string, seen.account[b] as string),
            )
            seen.account = order.map((index) => seen.account[index] as string)
            seen.at = order.map((index) => seen.at[index] as number)
        }
    }

    /** The account of the person's last sighting in [from, to), "" when there is none or the person has no id. */
    lastAccount(person: string, from: number, to: number): string {
        const seen = person === "" ? undefined : this.people.get(person)
        if (seen === undefined) return ""
        const last = lowerBound(seen.at, to) - 1
        return last >= 0 && (seen.at[last] as number) >= from ? (seen.account[last] as string) : ""
    }
}
