import {formatInZone} from "../posthog/query/zone"
import {isInstant} from "./client/format"

/**
 * A cell with its instants in one zone. PostHog answers most times in the project's, but those that a query reads from
 * texts in UTC.
 *
 * @param zone IANA name
 */
export function inZone(cell: unknown, zone: string): unknown {
    if (Array.isArray(cell)) return cell.map((one) => inZone(one, zone))
    if (!isInstant(cell)) return cell
    const at = Date.parse(cell)
    return Number.isNaN(at) ? cell : formatInZone(new Date(at).toISOString(), zone)
}
