type Report = (reason: unknown) => void

// By the Promise.prototype of each plugin's context: that is how a rejection finds its plugin.
const reports = new WeakMap<object, Report>()
let listening = false

/**
 * Sends rejections that nobody handles inside one context to `report`, as the plugin server does: it stores them with
 * the plugin and lives on. Rejections of the process itself end it as if nobody listened.
 */
export function reportUnhandled(promisePrototype: object, report: Report): void {
    reports.set(promisePrototype, report)
    if (listening) return
    listening = true
    process.on("unhandledRejection", (reason, promise) => {
        const prototype = Reflect.getPrototypeOf(promise)
        const found = prototype && reports.get(prototype)
        if (found) found(reason)
        else if (process.listenerCount("unhandledRejection") === 1) throw reason
    })
}
