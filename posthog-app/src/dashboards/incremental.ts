import {explainLedger} from "@beton/shared/explain/roi"
import {roiLedger} from "@beton/shared/roi"

import type {TileContext} from "./definition"

/** What can be said about revenue that would not have come otherwise; it takes accounts held back at random, which nothing assigns yet. */
export function incremental({config}: TileContext): string {
    const {average_contract_value: acv, value} = config.settings
    const ledger = roiLedger({
        deals: [],
        holdout: null,
        acv: acv === null ? null : {mean: acv},
        cost: value.cost_per_year,
        margin: null,
    })
    const sentences = explainLedger(ledger, value.currency ?? "").incremental
    return sentences.map(({text}) => text).join(" ")
}
