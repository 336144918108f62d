import type {PostHogStandIn} from "../scripts/sandbox/posthog/index"

const store = globalThis as typeof globalThis & {betonStandIns?: {posthog?: PostHogStandIn}}

/** What global-setup.ts starts and global-teardown.ts closes; both run in the same process. */
export const shared = (store.betonStandIns ??= {})
