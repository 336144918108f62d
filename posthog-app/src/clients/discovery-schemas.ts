import * as z from "zod"

/** The key in use (examples/personal-api-key-current.json). Scopes are required: an answer without them is not PostHog's. */
export const currentKeySchema = z
    .object({
        label: z.string().catch(""),
        scopes: z.array(z.string()).nullable(),
        scoped_teams: z.array(z.number()).nullish(),
    })
    .transform(({label, scopes, scoped_teams: teams}) => ({
        label,
        // Keys from before scopes existed have none; what they may do has to be tried.
        scopes: scopes === null || scopes.length === 0 ? null : scopes,
        projects: teams ?? [],
    }))

/** What a key may do: scopes (null: not told), and the projects it is limited to (none: all of them). */
export type CurrentKey = z.output<typeof currentKeySchema>

const namedProject = z.object({id: z.number(), name: z.string().catch(""), timezone: z.string().catch("UTC")})

/** A project of the key's organisation. */
export type NamedProject = z.infer<typeof namedProject>

/** examples/organizations-projects.json */
export const projectsSchema = z.object({next: z.string().nullish(), results: z.array(namedProject)})

/** A page of names; `next` is null on the last one. */
export const eventNamesSchema = z.object({
    next: z.string().nullish(),
    results: z.array(z.object({name: z.string()})),
})

/** examples/property-definitions-list.json */
export const propertyNamesSchema = z.object({
    next: z.string().nullish(),
    results: z.array(z.object({name: z.string(), property_type: z.string().nullish()})),
})

/** A property that the project has seen; the type is PostHog's guess, null when it has none. */
export interface PropertyName {
    readonly name: string
    readonly type: string | null
}
