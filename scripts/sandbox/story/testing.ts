/** Shared by the story's tests: one generated story, kept as far as tests need it. */
import {accountRows, type StoryAccount, storyAccounts, type StoryOptions} from "./generate"
import type {AccountRows} from "./rows"

/** An account with its rows. */
export interface Generated extends StoryAccount {
    rows: AccountRows
}

/** Generates all rows of a story. */
export function generateAll(options: StoryOptions = {}): Generated[] {
    return storyAccounts(options).map((account) => ({...account, rows: accountRows(account, options)}))
}
