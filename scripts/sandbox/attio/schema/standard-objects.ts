import type {AttributeType} from "../types"

/** An attribute of a standard object, before ids are given out. */
export interface AttributeSpec {
    slug: string
    type: AttributeType
    title?: string
    unique?: boolean
    multi?: boolean
    required?: boolean
    readOnly?: boolean
    communication?: boolean
    derived?: "record_id" | "created_at" | "created_by"
    choices?: string[]
    /** Slugs of the objects a reference may point to. */
    targets?: string[]
    /** "object.attribute" of the other side of a two-way reference. */
    inverse?: string
}

export interface ObjectSpec {
    slug: string
    singular: string
    plural: string
    enabled: boolean
    attributes: AttributeSpec[]
}

const texts = (...slugs: string[]): AttributeSpec[] => slugs.map((slug) => ({slug, type: "text"}))
const interactions = (...slugs: string[]): AttributeSpec[] =>
    slugs.map((slug) => ({slug, type: "interaction", readOnly: true, communication: true}))
const link = (slug: string, inverse: string, multi: boolean): AttributeSpec => ({
    slug,
    type: "record-reference",
    multi,
    targets: [inverse.split(".")[0] ?? ""],
    inverse,
})

const RECORD: AttributeSpec[] = [
    {slug: "record_id", title: "Record ID", type: "text", unique: true, readOnly: true, derived: "record_id"},
    {slug: "created_at", type: "timestamp", readOnly: true, derived: "created_at"},
    {slug: "created_by", type: "actor-reference", readOnly: true, derived: "created_by"},
]

const INTERACTIONS: AttributeSpec[] = [
    ...interactions(
        "first_calendar_interaction",
        "last_calendar_interaction",
        "next_calendar_interaction",
        "first_email_interaction",
        "last_email_interaction",
        "first_interaction",
        "last_interaction",
        "next_interaction",
    ),
    {
        slug: "strongest_connection_strength",
        type: "select",
        readOnly: true,
        communication: true,
        choices: ["Very weak", "Weak", "Good", "Strong", "Very strong"],
    },
    {slug: "strongest_connection_user", type: "actor-reference", readOnly: true, communication: true},
]

const SOCIAL = texts("angellist", "facebook", "instagram", "linkedin", "twitter")

const companies: ObjectSpec = {
    slug: "companies",
    singular: "Company",
    plural: "Companies",
    enabled: true,
    attributes: [
        ...RECORD,
        {slug: "domains", type: "domain", unique: true, multi: true},
        ...texts("name", "description"),
        link("team", "people.company", true),
        {slug: "categories", type: "select", multi: true, choices: ["B2B", "B2C", "SAAS", "Technology"]},
        {slug: "primary_location", type: "location"},
        {slug: "logo_url", title: "Logo URL", type: "text", readOnly: true},
        ...SOCIAL,
        {slug: "twitter_follower_count", type: "number"},
        {
            slug: "estimated_arr_usd",
            title: "Estimated ARR",
            type: "select",
            choices: [
                "$0-$1M",
                "$1M-$10M",
                "$10M-$50M",
                "$50M-$100M",
                "$100M-$250M",
                "$250M-$500M",
                "$500M-$1B",
                "$1B+",
            ],
        },
        {slug: "funding_raised_usd", title: "Funding raised", type: "currency"},
        {slug: "foundation_date", type: "date"},
        {
            slug: "employee_range",
            type: "select",
            choices: ["1-10", "11-50", "51-250", "251-1K", "1K-5K", "5K-10K", "10K-50K", "50K-100K", "100K+"],
        },
        ...INTERACTIONS,
        link("associated_deals", "deals.associated_company", true),
        link("associated_workspaces", "workspaces.company", true),
    ],
}

const people: ObjectSpec = {
    slug: "people",
    singular: "Person",
    plural: "People",
    enabled: true,
    attributes: [
        ...RECORD,
        {slug: "email_addresses", type: "email-address", unique: true, multi: true},
        {slug: "name", type: "personal-name"},
        link("company", "companies.team", false),
        ...texts("description", "job_title"),
        {slug: "avatar_url", title: "Avatar URL", type: "text", readOnly: true},
        {slug: "phone_numbers", type: "phone-number", multi: true},
        {slug: "primary_location", type: "location"},
        ...SOCIAL,
        {slug: "twitter_follower_count", type: "number"},
        ...INTERACTIONS,
        link("associated_deals", "deals.associated_people", true),
        link("associated_users", "users.person", true),
    ],
}

const deals: ObjectSpec = {
    slug: "deals",
    singular: "Deal",
    plural: "Deals",
    enabled: false,
    attributes: [
        ...RECORD,
        {slug: "name", title: "Deal name", type: "text", required: true},
        {
            slug: "stage",
            title: "Deal stage",
            type: "status",
            required: true,
            choices: ["Lead", "In Progress", "Won 🎉", "Lost"],
        },
        {slug: "owner", title: "Deal owner", type: "actor-reference", required: true},
        {slug: "value", title: "Deal value", type: "currency"},
        link("associated_people", "people.associated_deals", true),
        link("associated_company", "companies.associated_deals", false),
    ],
}

const users: ObjectSpec = {
    slug: "users",
    singular: "User",
    plural: "Users",
    enabled: false,
    attributes: [
        ...RECORD,
        link("person", "people.associated_users", false),
        {slug: "primary_email_address", type: "email-address"},
        {slug: "user_id", title: "ID", type: "text", unique: true},
        link("workspace", "workspaces.users", true),
    ],
}

const workspaces: ObjectSpec = {
    slug: "workspaces",
    singular: "Workspace",
    plural: "Workspaces",
    enabled: false,
    attributes: [
        ...RECORD,
        {slug: "workspace_id", title: "ID", type: "text", unique: true},
        ...texts("name"),
        link("users", "users.workspace", true),
        link("company", "companies.associated_workspaces", false),
        {slug: "avatar_url", title: "Avatar URL", type: "text"},
    ],
}

/** The objects every workspace has, with the slugs of REST.md §6; deals, users and workspaces start disabled. */
export const STANDARD_OBJECTS: readonly ObjectSpec[] = [companies, people, deals, users, workspaces]

/** Attributes that every custom object and (as entry attributes) every list starts with. */
export const RECORD_ATTRIBUTES: readonly AttributeSpec[] = RECORD
