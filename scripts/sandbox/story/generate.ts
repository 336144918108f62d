/** Puts the parts of the story together. Pure: the same size and seed give the same rows. */
import {type AccountProfile, makeAccounts} from "./accounts"
import {type Latent, simulateLatent} from "./latent"
import {DEFAULT_SEED, type StorySize} from "./parameters"
import {type DayPlan, planAccount} from "./plan"
import {renderAccount} from "./render"
import type {AccountRows} from "./rows"

/** Which story. */
export interface StoryOptions {
    size?: StorySize
    seed?: number
}

/** An account with its fate and its plan, before any event is written. */
export interface StoryAccount {
    profile: AccountProfile
    latent: Latent
    plans: DayPlan[]
}

/** The accounts of a story with their fates; cheap compared with the events. */
export function storyAccounts(options: StoryOptions = {}): StoryAccount[] {
    const {size = "full", seed = DEFAULT_SEED} = options
    return makeAccounts(size, seed).map((profile) => {
        const latent = simulateLatent(profile, size, seed)
        return {profile, latent, plans: planAccount(profile, latent, size, seed)}
    })
}

/** The rows of one account of that story. */
export function accountRows(account: StoryAccount, options: StoryOptions = {}): AccountRows {
    const {size = "full", seed = DEFAULT_SEED} = options
    return renderAccount(account.profile, account.latent, account.plans, size, seed)
}
