/** How the owner of a new deal is found (D9). */
export interface OwnerRule {
    readonly rule: "company_owner" | "round_robin" | "fixed"
    /** Active members in turn. */
    readonly members: readonly string[]
    readonly fallback: string
}

/**
 * Member who owns a new deal. Members in turn go by the number of deals made so far, so that a repeated try of the same
 * deal finds the same member.
 *
 * @param company the member with the strongest connection to the company, if active
 * @param made deals made before this one
 */
export function ownerBy({rule, members, fallback}: OwnerRule, company: string | null, made: number): string {
    switch (rule) {
        case "company_owner":
            return company ?? fallback
        case "round_robin":
            return members[made % Math.max(1, members.length)] ?? fallback
        case "fixed":
            return fallback
    }
}
