import type {IncomingHttpHeaders, ServerResponse} from "node:http"

/** What happens to one request. */
export type ReceiverFault =
    | {readonly kind: "status"; readonly status: number; readonly text?: string}
    /** 429 with `Retry-After` in seconds, or as a date so many seconds ahead. */
    | {readonly kind: "busy"; readonly seconds: number; readonly asDate?: true}
    /** No answer; the connection stays open for so long, ms. */
    | {readonly kind: "silence"; readonly ms: number}
    | {readonly kind: "redirect"; readonly to: string}
    /** Closed before anything is looked at. */
    | {readonly kind: "cut"}
    /** Taken, then closed without an answer. */
    | {readonly kind: "lost_answer"}

/** One request as it arrived, and what became of it. */
export interface Delivery {
    readonly to: "slack" | "webhook"
    readonly body: string
    readonly headers: IncomingHttpHeaders
    /** null: a fault came first. */
    readonly status: number | null
    /** The receiver has had this `webhook-id` before. */
    readonly duplicate?: true
    readonly fault?: ReceiverFault["kind"]
}

/** Plays a fault. */
export async function takeFault(
    fault: ReceiverFault,
    response: ServerResponse,
    nowMs: number,
): Promise<void> {
    switch (fault.kind) {
        case "status":
            return void response.writeHead(fault.status, {"content-type": "text/html"}).end(fault.text ?? "")
        case "busy": {
            const at = new Date(nowMs + fault.seconds * 1000).toUTCString()
            const wait = fault.asDate === true ? at : String(fault.seconds)
            const date = new Date(nowMs).toUTCString()
            return void response.writeHead(429, {"retry-after": wait, date}).end("rate_limited")
        }
        case "silence":
            await new Promise<void>((resolve) => {
                const timer = setTimeout(resolve, fault.ms)
                response.once("close", () => {
                    clearTimeout(timer)
                    resolve()
                })
            })
            response.destroy()
            return
        case "redirect":
            return void response.writeHead(302, {location: fault.to}).end()
        case "cut":
        case "lost_answer":
            response.destroy()
    }
}
