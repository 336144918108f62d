import {type Result, succeed} from "@beton/shared/api/result"
import {CRM_WRITTEN, type CrmWrittenContent, crmWrittenContentSchema} from "@beton/shared/events/crm-written"
import {verify} from "@beton/shared/events/signing"
import {CRM_WRITE_ROWS, crmWrites} from "@beton/shared/queries/crm-writes"

import type {PostHogClient} from "../clients/posthog"
import {type Config, publicKeysOf} from "../config/config"
import {writerOf} from "../writer"

/** One write to the CRM, as the signed audit log tells it. */
export interface AuditedWrite {
    readonly account: string
    readonly asOf: string
    readonly content: CrmWrittenContent
}

/** The audit log of a range, oldest first; what is not signed by us is left out and counted (A11). */
export async function readAuditLog(
    posthog: PostHogClient,
    config: Config,
    o: {readonly from: string; readonly to: string; readonly createdOnly: boolean},
): Promise<Result<{readonly writes: readonly AuditedWrite[]; readonly distrusted: number}>> {
    const writes: AuditedWrite[] = []
    let distrusted = 0
    let cursor = ""
    for (;;) {
        const page = await posthog.query(crmWrites, {
            from: o.from,
            to: o.to,
            writer: writerOf(config).writer,
            created_only: o.createdOnly,
            cursor,
            limit: CRM_WRITE_ROWS,
        })
        if (!page.ok) return page
        for (const {payload, signature} of page.value) {
            const trust = verify(
                {beton_payload: payload, beton_sig: signature},
                {publicKeys: publicKeysOf(config), project: config.project, kind: CRM_WRITTEN},
            )
            const content = trust.ok ? crmWrittenContentSchema.safeParse(trust.envelope.content) : null
            if (trust.ok && content?.success === true)
                writes.push({
                    account: trust.envelope.account,
                    asOf: trust.envelope.as_of,
                    content: content.data,
                })
            else distrusted += 1
        }
        const last = page.value.at(-1)
        if (last === undefined || page.value.length < CRM_WRITE_ROWS) return succeed({writes, distrusted})
        cursor = last.key
    }
}
