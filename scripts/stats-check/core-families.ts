import {DISTRIBUTION_FAMILIES} from "./distribution-families"
import type {Family} from "./families"
import {MONITORING_FAMILIES} from "./monitoring-families"
import {SURVIVAL_FAMILIES} from "./survival-families"
import {TWO_GROUP_FAMILIES} from "./two-group-families"

/** Families about distributions, two groups, time to close, monitoring and money. */
export const CORE_FAMILIES: Readonly<Record<string, Family>> = {
    ...DISTRIBUTION_FAMILIES,
    ...TWO_GROUP_FAMILIES,
    ...SURVIVAL_FAMILIES,
    ...MONITORING_FAMILIES,
}
