import {Workflows} from "attio/server"

import {readPairing, whereToPair} from "../read-pairing"
import {activations, addActivation, removeActivation} from "./activations"
import {claim} from "./claim"
import {isWanted, type SignalFilter} from "./filter"
import {messageAddress, removeAddress} from "./handler"
import {distrustOf, received, type RoutedAccount, routedAccount} from "./message"

/** What a workflow's activation is called by. */
interface Metadata {
    readonly uniqueActivationId: string
    readonly triggerCallbackUrl: string
}

/** Starts to wait; what was made for it is taken back when it cannot be kept. */
export async function activate({uniqueActivationId: id, triggerCallbackUrl: url}: Metadata, {minScore = 0}: SignalFilter) {
    // No account ever reaches more, and the workflow would wait in silence.
    if (!(minScore >= 0 && minScore <= 100)) return {type: "error" as const, errorMessage: "\"Score from\" must be between 0 and 100. Correct it and switch the workflow on again."}
    const read = await readPairing()
    if (!read.ok) return {type: "error" as const, errorMessage: whereToPair(read)}
    let made: string | null = null
    try {
        const address = await messageAddress()
        made = address.isNew ? address.id : null
        await addActivation({id, url})
        return {type: "complete" as const}
    } catch {
        if (made !== null) await removeAddress(made)
        return {type: "error" as const, errorMessage: "The workflow could not be registered. Switch it on again in a minute."}
    }
} // prettier-ignore

/** Stops to wait. Nothing outside Attio is asked, so it works whatever is down. */
export async function deactivate({uniqueActivationId: id}: Pick<Metadata, "uniqueActivationId">) {
    try {
        await removeActivation(id)
        return {type: "complete" as const}
    } catch {
        return {type: "error" as const, errorMessage: "The workflow could not be removed from the list. Switch it off again in a minute."}
    }
} // prettier-ignore

/**
 * One request at a workflow's address: an outcome for a genuine, recent, new message about an account that it waits for;
 * nothing for everything else.
 *
 * @throws Error when the store is down: Attio does not answer well then, and the message comes again
 */
export async function trigger(request: Request, filter: SignalFilter, {uniqueActivationId: id}: Metadata) {
    const message = await received(request)
    const read = await readPairing()
    if (message === null || !read.ok || distrustOf(message, read.pairing, Date.now()) !== null) return NOTHING
    const account = routedAccount(message)
    if (account === null || !isWanted(account, filter, read.pairing.signals)) return NOTHING
    if (!(await activations()).some((one) => one.id === id)) return NOTHING
    const isMine = await claim(`fired/1/${id}/${message.headers["webhook-id"]}`.slice(0, 250))
    return isMine ? {type: "outcome" as const, id: "signal_fired", data: outcomeData(account)} : NOTHING
}

const NOTHING = {type: "no-op"} as const

function outcomeData(account: RoutedAccount) {
    const {company_record: company, deal} = account
    const record = (object: string, place: {readonly id: string} | null | undefined) =>
        place ? Workflows.OutcomeValue.attioRecord({recordId: place.id, object}) : undefined
    return {
        account: account.account,
        companyName: account.company,
        score: account.score,
        signals: account.signals.join(", "),
        topSignal: account.top_signal,
        whyNow: account.why_now,
        trackRecord: account.track_record ?? "",
        company: record("companies", company),
        deal: record("deals", deal),
    }
}
