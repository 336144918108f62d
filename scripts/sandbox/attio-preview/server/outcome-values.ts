import {getDomain} from "tldts"

import {outcomeValues, tagged} from "../sdk/outcome-values"
import {sdkNamespace} from "../sdk/refusal"

const EMAIL = /^([^\s@]+)@([^\s@]+\.[^\s@]+)$/

/** `Workflows.OutcomeValue` of `attio/server`, which also reads addresses and numbers from texts (SDK.md §2.4). */
export function serverOutcomeValues(): object {
    return sdkNamespace("attio/server Workflows.OutcomeValue", {
        ...outcomeValues(),
        emailAddress(value: string | Record<string, unknown>) {
            if (typeof value !== "string") return tagged("emailAddress")(value)
            const [, local, domain] = EMAIL.exec(value.trim()) ?? []
            if (local === undefined || domain === undefined) return null
            return tagged("emailAddress")({
                original: value,
                normalized: `${local}@${domain}`.toLowerCase(),
                domain: domain.toLowerCase(),
                root_domain: getDomain(domain) ?? domain.toLowerCase(),
                local_specifier: local,
            })
        },
        phoneNumber(value: string | Record<string, unknown>, o: {country_code?: string} = {}) {
            if (typeof value !== "string") return tagged("phoneNumber")(value)
            const digits = value.replace(/[\s().-]/g, "")
            // National numbers need a numbering plan, which the preview does not carry.
            if (!/^\+\d{7,15}$/.test(digits)) return null
            return tagged("phoneNumber")({
                original: value,
                normalized: digits,
                country_code: o.country_code ?? "",
            })
        },
    })
}
