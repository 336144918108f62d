import {randomUUID} from "node:crypto"

import type {CaptureEvent} from "@beton/shared/events/capture-event"

/** Events of a forger under ids of their own: under ours PostHog's storage would keep but one of the two (docs/TRUST.md). */
export function underOwnIds(events: readonly CaptureEvent[]): CaptureEvent[] {
    return events.map((event) => ({...event, uuid: randomUUID()}))
}
