import {shared} from "./shared-stand-ins"

/** Closes what global-setup.ts has started. */
export default async function globalTeardown(): Promise<void> {
    await shared.posthog?.close()
}
