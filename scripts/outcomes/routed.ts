import type {PostHogClient} from "@beton/posthog-app/clients/posthog"
import {type Config, publicKeysOf} from "@beton/posthog-app/config/config"
import {writerOf} from "@beton/posthog-app/writer"
import {type Result, succeed} from "@beton/shared/api/result"
import {type RoutedDeal, type RoutedPrecision, routedPrecision} from "@beton/shared/crm/precision-routed"
import {
    DEAL_UPDATED,
    type DealUpdatedContent,
    dealUpdatedContentSchema,
} from "@beton/shared/events/deal-updated"
import {verify} from "@beton/shared/events/signing"
import {latestDealEntries} from "@beton/shared/queries/deals"

const DAY_MS = 86_400_000
const LOOK_BACK_DAYS = 365
const PAGE = 5000

/** Precision of routing by the deals that came back, as far as they can be believed. */
export async function precisionOfRouting(
    posthog: PostHogClient,
    config: Config,
    now: number,
): Promise<Result<RoutedPrecision>> {
    const deals = new Map<string, RoutedDeal>()
    const deleted = new Set<string>()
    let cursor = ""
    for (;;) {
        const rows = await posthog.query(latestDealEntries, {
            from: new Date(now - LOOK_BACK_DAYS * DAY_MS).toISOString(),
            to: new Date(now + DAY_MS).toISOString(),
            writer: writerOf(config).writer,
            cursor,
            limit: PAGE,
        })
        if (!rows.ok) return rows
        for (const {payload, signature} of rows.value) {
            const content = believed(payload, signature, config)
            if (content?.deleted === true) deleted.add(content.deal_id)
            if (content?.is_current === true && content.sourced_by === "beton")
                deals.set(content.deal_id, routedDeal(content))
        }
        if (rows.value.length < PAGE) break
        cursor = rows.value.at(-1)?.beton_id ?? ""
    }
    const there = [...deals.values()].filter(({dealId}) => !deleted.has(dealId))
    return succeed(routedPrecision(there, now, config.settings.backtest.horizon_days))
}

function believed(payload: string, signature: string, config: Config): DealUpdatedContent | null {
    const trust = verify(
        {beton_payload: payload, beton_sig: signature},
        {publicKeys: publicKeysOf(config), project: config.project, kind: DEAL_UPDATED},
    )
    const content = trust.ok ? dealUpdatedContentSchema.safeParse(trust.envelope.content) : null
    return content?.success === true ? content.data : null
}

function routedDeal(content: DealUpdatedContent): RoutedDeal {
    return {
        dealId: content.deal_id,
        createdAt: content.created_at,
        wonAt: content.won_at,
        lostAt: content.lost_at,
        ownerId: content.owner_id,
        disposition: content.disposition === "" ? null : content.disposition,
        firstTouchAt: content.first_touch_at,
    }
}
