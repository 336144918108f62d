/** Request options of the plugin's `fetch`: the platform's, and node-fetch's `timeout` in ms. */
type PluginRequest = RequestInit & {readonly timeout?: number}

/** Longest a call may take when the plugin names no limit. */
const DEFAULT_TIMEOUT_MS = 30_000

/**
 * The plugin's `fetch`: the platform's with a time limit, cut off when the runner has to go.
 *
 * @param cut aborted when a shutdown can wait no longer
 */
export function pluginFetch(cut: AbortSignal, send: typeof fetch = fetch) {
    return (url: string, {timeout, ...request}: PluginRequest = {}): Promise<Response> =>
        send(url, {
            ...request,
            signal: AbortSignal.any([cut, AbortSignal.timeout(timeout ?? DEFAULT_TIMEOUT_MS)]),
        })
}
