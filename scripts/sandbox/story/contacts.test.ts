import {makeContacts} from "./contacts"
import {makeCrm} from "./crm"
import {accountRows, storyAccounts} from "./generate"
import {DEFAULT_SEED} from "./parameters"

const accounts = storyAccounts({size: "micro"})
const {companies} = makeCrm(accounts, "micro", DEFAULT_SEED)
const contacts = makeContacts(accounts, companies, "micro")

test("people whom sales knows use the product, under the same addresses, at the same companies", () => {
    const users = new Map(
        accounts.flatMap((account) =>
            accountRows(account, {size: "micro"}).persons.map(
                ({properties, accountKey}) => [String(properties.email).toLowerCase(), accountKey] as const,
            ),
        ),
    )
    expect(contacts.length).toBeGreaterThan(5)
    for (const {email, companyRecordId} of contacts) {
        const company = companies.find(({recordId}) => recordId === companyRecordId)
        expect(company?.accountKeys).toContain(users.get(email))
    }
})

test("sales does not know everybody, and nobody twice", () => {
    const persons = accounts.flatMap((account) => accountRows(account, {size: "micro"}).persons)
    expect(contacts.length).toBeLessThan(persons.length)
    expect(new Set(contacts.map(({email}) => email)).size).toBe(contacts.length)
    expect(makeContacts(accounts, companies, "micro")).toEqual(contacts)
})
