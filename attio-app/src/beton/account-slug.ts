/** Attribute that ties a record to its account: the same on every installation. */
export const ACCOUNT_SLUG = "beton_account"
