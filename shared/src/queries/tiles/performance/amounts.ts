import * as z from "zod"

import {bind, type Fragment, hogql} from "../../hogql"
import {TILE_EXAMPLE, writerParams} from "../parts"
import {Z} from "../shares"
import {NO_CURRENCY, NO_VALUE} from "./words"

/** Money that the settings name: an amount and its currency, null where not entered. */
export const amountParams = writerParams.extend({
    amount: z.number().positive().nullable(),
    currency: z.string().min(1).nullable(),
})

/** Example of `amountParams`. */
export const AMOUNT_EXAMPLE = {...TILE_EXAMPLE, amount: 90_000, currency: "GBP"}

/** Currency of a deal with a value, or that the CRM names none. */
export const currencyOfValue: Fragment = hogql`if(currency = '', ${bind("no_currency", NO_CURRENCY)}, currency)`

/** The same of any deal: that it has no value, too. */
export const currencyOf: Fragment = hogql`if(isNull(value), ${bind("no_value", NO_VALUE)}, ${currencyOfValue})`

/** Whether a deal is neither won nor lost. */
export const isOpen: Fragment = hogql`status NOT IN ('won', 'lost')`

/**
 * Which of an amount's currencies a row may be divided by, and else what to do: `note`. A currency that is not named is
 * that of the deals where they have one only.
 *
 * @param ask words where the amount is missing
 */
export function noteOf(amount: number | null, currency: string | null, ask: string): Fragment {
    if (amount === null) return bind("note_ask", ask)
    if (currency === null)
        return hogql`if(currencies = 1, '', ${bind("note_several", "Deals have several currencies: enter the one of this amount (value.currency) in the settings.")})`
    return hogql`if(deal_currency = ${bind("currency", currency)}, '', ${bind("note_other", `Not compared: your amount is in ${currency}.`)})`
}

/** Limits of a sum of deal values, S exp(∓ z √Σv² / S), as `dealSum`; NULL without a value above 0. */
export function limitsOf(sum: Fragment, squares: Fragment, low: Fragment, high: Fragment): Fragment {
    const width = hogql`${Z} * sqrt(${squares}) / ${sum}`
    return hogql`if(${sum} > 0, ${sum} * exp(-(${width})), NULL) AS ${low}, if(${sum} > 0, ${sum} * exp(${width}), NULL) AS ${high}`
}
