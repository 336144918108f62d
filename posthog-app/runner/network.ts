import type {HostResponse} from "../src/host"

/** Request options of the plugin's `fetch`: the platform's, and node-fetch's `timeout` in ms. */
type PluginRequest = RequestInit & {readonly timeout?: number}

/** The plugin's way to the network. */
export interface PluginNetwork {
    fetch(url: string, request?: PluginRequest): Promise<HostResponse>
    /** Resolves once a call was left without an answer: whoever waits for it waits for ever. */
    readonly silenced: Promise<void>
}

/** Longest a call may take when the plugin names no limit. */
const DEFAULT_TIMEOUT_MS = 30_000

/**
 * The plugin's `fetch`: the platform's with a time limit. After `cut` calls end without an answer, as if the process
 * had been killed there: the app must not take a shutdown for a fault of PostHog or Attio.
 *
 * @param cut aborted when a shutdown can wait no longer
 */
export function pluginNetwork(cut: AbortSignal, send: typeof fetch = fetch): PluginNetwork {
    let silence: () => void
    const silenced = new Promise<void>((resolve) => (silence = resolve))
    const unlessCut = async <T>(answer: Promise<T>): Promise<T> => {
        try {
            return await answer
        } catch (error) {
            if (!cut.aborted) throw error
            silence()
            return new Promise<T>(() => undefined)
        }
    }
    return {
        silenced,
        async fetch(url, {timeout, ...request} = {}) {
            const signal = AbortSignal.any([cut, AbortSignal.timeout(timeout ?? DEFAULT_TIMEOUT_MS)])
            const response = await unlessCut(send(url, {...request, signal}))
            const {status, headers} = response
            return {status, headers, text: () => unlessCut(response.text())}
        },
    }
}
