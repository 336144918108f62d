import {deliver} from "../../beton/triggers/deliver"

/** Messages of the PostHog app about accounts that went to sales. */
export default async function signalFired(request: Request): Promise<Response> {
    return deliver(request)
}
