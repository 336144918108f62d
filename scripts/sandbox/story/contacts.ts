/** The people whom sales knows: some of those who use the product, as people of their companies in the CRM. */
import type {StoryCompany} from "./crm-rows"
import type {StoryAccount} from "./generate"
import {DEFAULT_SEED, STORY_NOW_MS, type StorySize} from "./parameters"
import {makePeople, type Member} from "./people"
import {Random} from "./random"

/** One record of a person. */
export interface StoryContact {
    recordId: string
    firstName: string
    lastName: string
    /** Lower case, as the CRM keeps it. */
    email: string
    jobTitle: string
    companyRecordId: string
}

const KNOWN_SHARE = 0.6
const MOST_PER_ACCOUNT = 6
const TITLES: Readonly<Record<string, readonly string[]>> = {
    admin: ["Head of Operations", "IT Manager", "Founder"],
    manager: ["Head of Product", "VP Marketing", "Head of Sales"],
    analyst: ["Data Analyst", "Business Analyst"],
    engineer: ["Software Engineer", "Data Engineer"],
    viewer: ["Account Manager", "Product Marketing Manager"],
}

/** Makes them; random numbers of their own, so that nothing else of the story changes with them. */
export function makeContacts(
    accounts: readonly StoryAccount[],
    companies: readonly StoryCompany[],
    size: StorySize,
    seed = DEFAULT_SEED,
): StoryContact[] {
    const random = new Random(seed, "contacts")
    const companyOf = new Map(
        companies.flatMap(({recordId, accountKeys}) => accountKeys.map((key) => [key, recordId] as const)),
    )
    const contacts = new Map<string, StoryContact>()
    for (const {profile, plans} of accounts) {
        const company = companyOf.get(profile.key)
        if (company === undefined) continue
        const known = makePeople(profile, plans, size, seed)
            .filter((member) => member.companyMail && member.identifiedAt < STORY_NOW_MS)
            .filter(() => random.chance(KNOWN_SHARE))
        for (const member of known.slice(0, MOST_PER_ACCOUNT)) {
            const contact = contactOf(member, company, random)
            if (!contacts.has(contact.email)) contacts.set(contact.email, contact)
        }
    }
    return [...contacts.values()]
}

function contactOf({properties}: Member, companyRecordId: string, random: Random): StoryContact {
    const {name, email, role} = properties as Readonly<Record<"name" | "email" | "role", string>>
    const [firstName = "", ...rest] = name.split(" ")
    return {
        recordId: random.uuid(),
        firstName,
        lastName: rest.join(" "),
        email: email.toLowerCase(),
        jobTitle: random.pick(TITLES[role] ?? ["Project Manager"]),
        companyRecordId,
    }
}
