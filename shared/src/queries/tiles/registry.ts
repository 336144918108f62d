import type {QueryDefinition} from "../query"
import * as signalOverview from "./signal-overview"

/** The query of every tile of the dashboards. */
export const TILE_QUERIES = [signalOverview].flatMap((dashboard) =>
    Object.values<unknown>(dashboard),
) as readonly QueryDefinition[]
