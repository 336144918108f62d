import type {Config} from "../config/config"
import type {Host} from "../host"
import {AttioClient} from "./attio"
import {PostHogClient} from "./posthog"
import type {Transport} from "./transport"

/** Both APIs as the settings name them, on one transport; no CRM without a token. */
export function clientsOf(
    host: Host,
    config: Config,
    transport: Transport,
): {readonly posthog: PostHogClient; readonly attio: AttioClient | null} {
    const {attioToken: token, settings} = config
    const attioUrl = settings.attio_url.replace(/\/$/, "")
    return {
        posthog: new PostHogClient(host, config, transport),
        attio: token === null ? null : new AttioClient(host, attioUrl, token, transport),
    }
}
