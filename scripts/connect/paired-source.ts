import {resolveAccountSource} from "@beton/posthog-app/account-source"
import {PostHogClient} from "@beton/posthog-app/clients/posthog"
import type {Config} from "@beton/posthog-app/config/config"
import type {AccountSource} from "@beton/shared/queries/account"

import {readingHost} from "../node-host"

/**
 * The account expression for a pairing. Groups are asked for once (scope group:read), so that the Attio app never has to;
 * anything else needs no call.
 *
 * @param log gets one sentence when PostHog does not tell; the pairing is of use without it
 */
export async function pairedSource(
    config: Config,
    log: (text: string) => void,
): Promise<AccountSource | null> {
    const listed =
        config.account.type === "group"
            ? await new PostHogClient(readingHost(Date.now, log), config).groupTypes()
            : {ok: true as const, value: []}
    const source = listed.ok
        ? resolveAccountSource(config, listed.value)
        : {ok: false as const, message: listed.failure.message}
    if (source.ok) return source.value
    log(`${source.message} The line does not say which group type an account is, so Attio's evidence shows nobody to call. Print it again when this is mended, or run the connection check in Attio.`) // prettier-ignore
    return null
}
