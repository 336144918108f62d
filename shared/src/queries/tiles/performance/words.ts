/** Stands for the currency of deals without a value. */
export const NO_VALUE = "no value"
/** Stands for the currency of values for which the CRM names none. */
export const NO_CURRENCY = "no currency"

/** Row of all owners together, and of deals that nobody owns. */
export const ALL_OWNERS = "All"
export const NO_OWNER = "no owner"

/** Rows of the precision of routing. */
export const ROUTED = {
    all: "All deals that Beton opened",
    worked: "Of these, touched within 72 hours",
} as const

/** Deals about which sales said nothing. */
export const NO_FEEDBACK = "No feedback"
