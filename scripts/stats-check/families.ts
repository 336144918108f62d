import {CORE_FAMILIES} from "./core-families"
import {QUALITY_FAMILIES} from "./quality-families"

/** Turns the input of a case into the output that the family's definition names; the input's shape is the family's. */
export type Family = (input: never) => unknown

/** Every family that Beton computes, by id. */
export const FAMILIES: ReadonlyMap<string, Family> = new Map<string, Family>([
    ...Object.entries(CORE_FAMILIES),
    ...Object.entries(QUALITY_FAMILIES),
])

/** Families of the format that no part of Beton uses. */
export const NOT_IMPLEMENTED: ReadonlySet<string> = new Set([
    "bounding_factor",
    "e_value",
    "eb_normal",
    "holdout_hash",
    "ipw_aipw",
    "lan_demets",
    "logistic_l2",
    "msprt_two_proportions",
    "posthog_rollout_hash",
    "prd_health",
    "safe_two_proportions",
    "scorecard",
    "smd",
    "westfall_young_maxT",
])
