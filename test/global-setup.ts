import {startPostHog} from "../scripts/sandbox/posthog/index"
import {shared} from "./shared-stand-ins"

/** Starts one PostHog stand-in for all integration tests; they separate themselves by project. */
export default async function globalSetup(): Promise<void> {
    shared.posthog = await startPostHog()
    // Workers start later and inherit it.
    process.env.BETON_POSTHOG_URL = shared.posthog.url
}
