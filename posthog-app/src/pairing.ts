import type {Pairing} from "@beton/shared/pairing"
import type {AccountSource} from "@beton/shared/queries/account"

import {type Config, publicKeysOf} from "./config/config"
import {signalsOf} from "./signals"
import {writerOf} from "./writer"

/**
 * What the Attio app has to know of this configuration: no key, no token, no private half.
 *
 * @param source the account expression as the project has it; null where the project was not asked
 */
export function pairingOf(config: Config, source: AccountSource | null): Pairing {
    const {posthogHost, project, account, threshold, routingConfirmed, settings} = config
    const {fields, disposition_attribute: dispositionAttribute} = settings.routing
    return {
        host: posthogHost,
        project,
        publicKeys: publicKeysOf(config),
        writer: writerOf(config).writer,
        account,
        groupTypeIndex: source?.type === "group" ? source.groupTypeIndex : null,
        signals: [...signalsOf(config)].flatMap(([id, {signal, settings: own}]) =>
            own.enabled ? [{id, title: signal.title, audience: signal.audience}] : [],
        ),
        emailProperty: settings.email_property,
        threshold,
        routing: routingConfirmed ? "on" : "off",
        dispositionAttribute,
        fields: {deals: set(fields.deals), companies: set(fields.companies)},
    }
}

/** The mapping without what says nothing. */
function set(slugs: Readonly<Record<string, string | null | undefined>>): Record<string, string | null> {
    return Object.fromEntries(
        Object.entries(slugs).flatMap(([field, slug]) => (slug === undefined ? [] : [[field, slug]])),
    )
}
