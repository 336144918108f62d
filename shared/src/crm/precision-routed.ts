import {jeffreys, wilson} from "../stats/proportion"
import {type Disposition, DISPOSITIONS} from "./disposition"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const CONFIDENCE = 0.95
/** Fewer than this say nothing that anybody should act on. */
const FEWEST = 20
/** Below this Wilson's interval is wider than it needs to be at the edges, and Jeffreys' is used (Brown, Cai & DasGupta 2001). */
const FEW = 40

/** A deal that Beton made. Instants are ISO. */
export interface RoutedDeal {
    readonly dealId: string
    readonly createdAt: string
    readonly wonAt: string | null
    readonly lostAt: string | null
    /** '' for none. */
    readonly ownerId: string
    readonly disposition: Disposition | null
    readonly firstTouchAt: string | null
}

/** A count, then its share with a 95 % interval; null where there is nothing to divide by. */
export interface Share {
    readonly n: number
    readonly of: number
    readonly share: number | null
    readonly lo: number | null
    readonly hi: number | null
    /** false: too little data to act on. */
    readonly isEnough: boolean
}

/** What became of deals that Beton made (H5, H11, H12). */
export interface Precision {
    readonly routed: number
    /** Routed at least a horizon ago; the others are open questions, never failures. */
    readonly mature: number
    /** At present, of all that were routed. */
    readonly won: number
    readonly lost: number
    readonly open: number
    /** What sales said, by reason. */
    readonly notUseful: Readonly<Record<Disposition, number>>
    /** Of the deals that are old enough to tell. */
    readonly workedIn24h: Share
    readonly workedIn72h: Share
    /** Won within the horizon, of the mature ones; what sales found not useful stays among those. */
    readonly precision: Share
    /** The same for deals that somebody touched within 72 h: a bad signal, or leads nobody works? */
    readonly precisionWorked: Share
}

/** Precision of all deals, and by owner, most deals first. */
export interface RoutedPrecision extends Precision {
    readonly owners: readonly (Precision & {readonly ownerId: string})[]
}

/**
 * Precision of routing: of the deals that Beton made a horizon ago or earlier, how many were won within it.
 *
 * @param asOf unix ms
 * @param horizonDays time that a deal is given
 */
export function routedPrecision(
    deals: readonly RoutedDeal[],
    asOf: number,
    horizonDays: number,
): RoutedPrecision {
    const owners = new Map<string, RoutedDeal[]>()
    for (const deal of deals) owners.set(deal.ownerId, [...(owners.get(deal.ownerId) ?? []), deal])
    const byOwner = [...owners].map(([ownerId, own]) => ({ownerId, ...precisionOf(own, asOf, horizonDays)}))
    byOwner.sort((a, b) => b.routed - a.routed || (a.ownerId < b.ownerId ? -1 : 1))
    return {...precisionOf(deals, asOf, horizonDays), owners: byOwner}
}

function precisionOf(deals: readonly RoutedDeal[], asOf: number, horizonDays: number): Precision {
    const horizon = horizonDays * DAY_MS
    const mature = deals.filter((deal) => madeBefore(deal, asOf - horizon))
    const isWon = (deal: RoutedDeal): boolean => within(deal, deal.wonAt, horizon)
    const worked = mature.filter((deal) => within(deal, deal.firstTouchAt, 72 * HOUR_MS))
    const workedIn = (hours: number): Share => {
        const old = deals.filter((deal) => madeBefore(deal, asOf - hours * HOUR_MS))
        return shareOf(
            old.filter((deal) => within(deal, deal.firstTouchAt, hours * HOUR_MS)).length,
            old.length,
        )
    }
    const won = deals.filter(({wonAt}) => wonAt !== null).length
    const lost = deals.filter(({wonAt, lostAt}) => wonAt === null && lostAt !== null).length
    return {
        routed: deals.length,
        mature: mature.length,
        won,
        lost,
        open: deals.length - won - lost,
        notUseful: Object.fromEntries(
            Object.keys(DISPOSITIONS).map((reason) => [
                reason,
                deals.filter(({disposition}) => disposition === reason).length,
            ]),
        ) as Record<Disposition, number>,
        workedIn24h: workedIn(24),
        workedIn72h: workedIn(72),
        precision: shareOf(mature.filter(isWon).length, mature.length),
        precisionWorked: shareOf(worked.filter(isWon).length, worked.length),
    }
}

function madeBefore({createdAt}: RoutedDeal, instant: number): boolean {
    return Date.parse(createdAt) <= instant
}

/** Whether something happened within a time after the deal was made. */
function within({createdAt}: RoutedDeal, at: string | null, ms: number): boolean {
    return at !== null && Date.parse(at) - Date.parse(createdAt) < ms
}

function shareOf(n: number, of: number): Share {
    const limits = of < FEW ? jeffreys(n, of, CONFIDENCE) : wilson(n, of, CONFIDENCE)
    return {
        n,
        of,
        share: of === 0 ? null : n / of,
        lo: limits?.lo ?? null,
        hi: limits?.hi ?? null,
        isEnough: of >= FEWEST,
    }
}
