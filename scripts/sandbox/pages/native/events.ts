import {FILTERS, type Fragment, hogql} from "@beton/shared/queries/hogql"

import {eventCondition, type EventsNode} from "../../posthog/dashboards/native-parts"

/**
 * Rows of one series; `text` reads `events` and holds `{filters}`.
 *
 * @throws ApiError for a series that is not computed, PageError
 */
export type AskSeries = (node: EventsNode, text: Fragment) => Promise<readonly (readonly unknown[])[]>

/** Query text of this module's neighbours, which quote what comes from the query node. */
export const quoted = (text: string): Fragment => ({text, values: {}})

/** Condition for the events of one series within the filters. PostHog takes no bound values beside `{filters}`. */
export function seriesEvents(node: EventsNode): Fragment {
    return hogql`${FILTERS} AND ${quoted(eventCondition(node))}`
}
