import {messageId} from "@beton/shared/events/ids"
import {runFailedMessage} from "@beton/shared/notify/slack"

import type {Transport} from "../clients/transport"
import type {Config} from "../config/config"
import type {Host} from "../host"
import type {RunState} from "../steps/run-state"
import {type Channels, senderOf, type Sent} from "./sender"

/** Id of the last run whose failure was told. */
const TOLD = "told failed run"

/**
 * Tells that a run stopped before it was done (A13), once per run: each heartbeat tries again and may stop again. Whatever
 * becomes of the message, the run is what it is.
 */
export async function tellRunFailed(
    host: Host,
    config: Config,
    transport: Transport,
    run: Pick<RunState, "run_id" | "as_of" | "stopped" | "dry">,
): Promise<void> {
    if (!config.settings.notify.run_failed || run.dry) return
    const channels = senderOf({config, transport, host})
    if (channels.slack === null && channels.webhook === null) return
    if ((await host.storage.get(TOLD)) === run.run_id) return
    // Before it is sent: a cut here loses one message rather than sending one every hour.
    await host.storage.set(TOLD, run.run_id)
    for (const sent of await sendAll(channels, run, config))
        if (sent.kind !== "sent")
            host.log(
                "warn",
                `The failed run could not be told: ${"message" in sent ? sent.message : sent.failure.message}`,
            )
}

async function sendAll(
    {slack, webhook}: Channels,
    {run_id: run, as_of: asOf, stopped}: Pick<RunState, "run_id" | "as_of" | "stopped">,
    {project}: Config,
): Promise<Sent[]> {
    const reason = stopped ?? "The reason is in the log."
    const answers: Sent[] = []
    if (slack !== null) answers.push(await slack(runFailedMessage(asOf, reason)))
    if (webhook !== null)
        answers.push(
            await webhook({
                type: "run.failed",
                id: messageId(project, run, "run.failed", ""),
                timestamp: asOf,
                data: {run_id: run, as_of: asOf, reason},
            }),
        )
    return answers
}
