import {decodePairing} from "@beton/shared/pairing"
import {kv, Settings, Workflows} from "attio/server"

import schema from "../../app/settings/schema"
import {activations, addActivation, removeActivation} from "./activations"
import {isWanted, type SignalFilter} from "./filter"
import {messageAddress, removeAddress} from "./handler"
import {isGenuine, received, type RoutedAccount, routedAccount} from "./message"

/** Longer than Beton repeats a message. */
const SEEN_S = 172_800

/** What a workflow's activation is called by. */
interface Metadata {
    readonly uniqueActivationId: string
    readonly triggerCallbackUrl: string
}

/** Starts to wait; what was made for it is taken back when it cannot be kept. */
export async function activate({uniqueActivationId: id, triggerCallbackUrl: url}: Metadata) {
    const read = decodePairing((await Settings.getSettings(schema, "pairing")) ?? "")
    if (!read.ok) return {type: "error" as const, errorMessage: `${read.message} An admin pastes it under Apps, Beton, Settings.`}
    const address = await messageAddress()
    try {
        await addActivation({id, url})
        return {type: "complete" as const}
    } catch {
        if (address.isNew) await removeAddress(address.id)
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
 */
export async function trigger(request: Request, filter: SignalFilter, {uniqueActivationId: id}: Metadata) {
    const message = await received(request)
    const read = decodePairing((await Settings.getSettings(schema, "pairing")) ?? "")
    if (!read.ok || !isGenuine(message, read.pairing, Date.now())) return {type: "no-op" as const}
    const account = routedAccount(message)
    if (account === null || !isWanted(account, filter)) return {type: "no-op" as const}
    if (!(await activations()).some((one) => one.id === id)) return {type: "no-op" as const}
    const key = `fired/1/${id}/${message.headers["webhook-id"]}`.slice(0, 250)
    if ((await kv.get(key)) !== null) return {type: "no-op" as const}
    await kv.set(key, true, {ttlInSeconds: SEEN_S})
    return {type: "outcome" as const, id: "signal_fired", data: outcomeData(account)}
}

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
