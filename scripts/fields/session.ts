import {findAccountSource} from "@beton/posthog-app/account-source"
import type {AttioClient} from "@beton/posthog-app/clients/attio"
import {clientsOf} from "@beton/posthog-app/clients/clients"
import type {PostHogClient} from "@beton/posthog-app/clients/posthog"
import {Transport} from "@beton/posthog-app/clients/transport"
import type {Config} from "@beton/posthog-app/config/config"
import type {Host} from "@beton/posthog-app/host"
import type {AccountSource} from "@beton/shared/queries/account"

import {UsageError} from "../cli/errors"
import {valueOf} from "../cli/value-of"

/** Both services, and what an account is. */
export interface FieldSession {
    readonly config: Config
    readonly host: Host
    readonly posthog: PostHogClient
    readonly attio: AttioClient
    readonly source: AccountSource
    /** Key that events are sent with. */
    readonly apiToken: string
}

/** The CRM's client. @throws UsageError without a token */
export function crmOf(host: Host, config: Config): {posthog: PostHogClient; attio: AttioClient} {
    const {posthog, attio} = clientsOf(host, config, new Transport(host, {budgetMs: Infinity}))
    if (attio === null)
        throw new UsageError("No Attio token is set (attio_token): there is no CRM whose fields could be mapped.")
    return {posthog, attio}
} // prettier-ignore

/** Opens both services. @throws WorkError with a sentence */
export async function openSession(host: Host, config: Config): Promise<FieldSession> {
    const clients = crmOf(host, config)
    const project = valueOf(await clients.posthog.project(), "PostHog")
    const source = valueOf(await findAccountSource(clients.posthog, config, project), "PostHog")
    return {config, host, ...clients, source, apiToken: project.api_token}
}
