import type {AccountSource} from "@beton/shared/queries/account"

import type {AttioRecord} from "../clients/attio"
import type {Config} from "../config/config"
import type {RouteCandidate} from "../decided-rows"
import type {Proof} from "../proof"
import type {ScoredAccount} from "../scored-accounts"
import {signalsOf} from "../signals"
import {type Notice, noticeOf} from "../steps/notice"

/** What a message about a scored account would say, by its newest signed firing. */
export function noticeOfFiring(
    {account, content}: ScoredAccount,
    o: {
        readonly config: Config
        readonly source: AccountSource
        readonly company: AttioRecord | null
        readonly deal: AttioRecord | null
        readonly proof: Proof | null
    },
): Notice {
    const known = signalsOf(o.config)
    const signals = content.signal_types.map((type): RouteCandidate["signals"][number] => {
        const {signal, settings} = known.get(type) ?? {signal: null, settings: null}
        return {
            type,
            // One that was renamed or removed since.
            title: signal?.title ?? type,
            base: settings?.base ?? 0,
            sentence: "",
            audience: signal?.audience ?? "both",
            always: settings?.always_route ?? false,
        }
    })
    const heard: RouteCandidate = {
        account,
        score: content.score,
        signals,
        types: content.signal_types,
        topSignal: signals[0]?.title ?? "",
        whyNow: content.why_now,
        always: signals.filter(({always}) => always).map(({title}) => title),
        partial: content.partial,
        qualifies: true,
    }
    const {company, deal, source, config, proof} = o
    const result = {kind: "created", deal, company, isNew: true, why: content.why_now, heard} as const
    return noticeOf(result, account, {account: source}, config, proof)
}
