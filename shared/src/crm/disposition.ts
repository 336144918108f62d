/** Why an account was of no use to sales (H5), and the option that says so in the CRM. */
export const DISPOSITIONS = {
    existing_customer: "Existing customer",
    wrong_company: "Wrong company",
    internal: "Internal",
    bad_timing: "Bad timing",
    other: "Other",
} as const

/** See `DISPOSITIONS`. */
export type Disposition = keyof typeof DISPOSITIONS

/** The disposition that an option's title stands for; a title of the team's own counts as "other"; null for none. */
export function dispositionOf(title: string | null | undefined): Disposition | null {
    const text = (title ?? "").trim().toLowerCase()
    if (text === "") return null
    const found = Object.entries(DISPOSITIONS).find(
        ([id, words]) => words.toLowerCase() === text || id === text.replace(/[\s-]+/g, "_"),
    )
    return found === undefined ? "other" : (found[0] as Disposition)
}
