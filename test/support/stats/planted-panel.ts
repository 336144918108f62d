import {
    type AccountHistory,
    indexDates,
    type LandmarkSettings,
} from "../../../shared/src/stats/landmark-backtest"
import {mulberry32} from "../../../shared/src/stats/mulberry32"

/** A panel in which firing truly multiplies the daily chance of converting; probabilities are per day. */
export interface PlantedPanel {
    readonly accounts: number
    readonly days: number
    /** Signup is uniform over this many days. */
    readonly signupDays: number
    readonly activity: number
    readonly firing: number
    readonly churn: number
    /** Chance of converting while the signal did not fire in the last `effectDays`. */
    readonly conversion: number
    /** What it is multiplied by otherwise. */
    readonly multiplier: number
    readonly effectDays: number
}

/** Expected counts of one index date, per account of the panel. */
interface ExpectedCounts {
    readonly a: number
    readonly n1: number
    readonly c: number
    readonly n0: number
}

/** Per day: activity, firing, conversion, churn. Nothing happens after a conversion: landmark rows end there. */
export function simulatePlanted(seed: number, panel: PlantedPanel): AccountHistory[] {
    const random = mulberry32(seed)
    return Array.from({length: panel.accounts}, () => {
        const enter = Math.floor(random() * panel.signupDays)
        const firings: number[] = []
        const activity: number[] = []
        let lastFiring = -Infinity
        let convert: number | null = null
        for (let day = enter; day < panel.days; day++) {
            const active = random() < panel.activity
            const fires = random() < panel.firing
            if (active || fires) activity.push(day)
            if (fires) firings.push((lastFiring = day))
            const hazard = panel.conversion * (day - lastFiring < panel.effectDays ? panel.multiplier : 1)
            if (random() < hazard) convert = day
            if (convert !== null || random() < panel.churn) break
        }
        return {enter, convert, exit: null, firings, activity}
    })
}

/**
 * The true landmark risk ratio, crude and Mantel-Haenszel over dates, by exact calculation: the panel is a Markov chain
 * in (days since the last firing, days since the last activity, churned), whose probabilities are carried forward day
 * by day from signup; the chance of converting within the horizon follows backwards from the days since the last
 * firing. Expected counts are summed over the signup days and index dates of the definition.
 *
 * Assumes effectDays = window, so that exposure and effect share one clock, and gap 0.
 */
export function trueRiskRatio(panel: PlantedPanel, settings: LandmarkSettings): {crude: number; mh: number} {
    if (panel.effectDays !== settings.window || settings.gap !== 0 || settings.activeWithin === null) {
        throw new Error("The calculation covers effectDays = window, gap 0 and an alive rule only.")
    }
    const dates = indexDates(settings)
    const byTenure = expectedByTenure(panel, settings.window, settings.activeWithin, settings.horizon)
    const perDate = dates.map((date) => {
        const signups = Array.from({length: panel.signupDays}, (_, day) => date - day)
        return add(
            signups.filter((tenure) => tenure >= settings.minTenure).map((tenure) => byTenure[tenure]!),
        )
    })
    const all = add(perDate)
    const weighted = perDate.filter(({n1, n0}) => n1 > 0 && n0 > 0)
    const R = weighted.reduce((sum, {a, n1, n0}) => sum + (a * n0) / (n1 + n0), 0)
    const S = weighted.reduce((sum, {c, n1, n0}) => sum + (c * n1) / (n1 + n0), 0)
    return {crude: all.a / all.n1 / (all.c / all.n0), mh: R / S}
}

/** The panel whose crude true risk ratio is `ratio`, found by bisection on its multiplier. */
export function plantedWithRatio(
    ratio: number,
    panel: PlantedPanel,
    settings: LandmarkSettings,
): PlantedPanel {
    let low = 1
    let high = 50
    for (let step = 0; step < 60; step++) {
        const multiplier = (low + high) / 2
        if (trueRiskRatio({...panel, multiplier}, settings).crude < ratio) low = multiplier
        else high = multiplier
    }
    return {...panel, multiplier: (low + high) / 2}
}

function expectedByTenure(
    panel: PlantedPanel,
    window: number,
    alive: number,
    horizon: number,
): ExpectedCounts[] {
    const willConvert = conversionChance(panel, window, horizon)
    const cells = (window + 1) * (alive + 1)
    const at = (sinceFiring: number, sinceActivity: number) => sinceFiring * (alive + 1) + sinceActivity
    // The last index of each clock means "that long or never".
    let living = new Float64Array(cells)
    let churned = new Float64Array(cells)
    living[at(window, alive)] = 1
    const result: ExpectedCounts[] = []
    for (let tenure = 0; tenure < panel.days; tenure++) {
        const nextLiving = new Float64Array(cells)
        const nextChurned = new Float64Array(cells)
        for (let firing = 0; firing <= window; firing++) {
            for (let activity = 0; activity <= alive; activity++) {
                const later = at(Math.min(firing + 1, window), Math.min(activity + 1, alive))
                nextChurned[later]! += churned[at(firing, activity)]!
                const share = living[at(firing, activity)]!
                const quiet = 1 - panel.firing
                const arrivals: [number, number, number][] = [
                    [0, 0, panel.firing],
                    [Math.min(firing + 1, window), 0, quiet * panel.activity],
                    [
                        Math.min(firing + 1, window),
                        Math.min(activity + 1, alive),
                        quiet * (1 - panel.activity),
                    ],
                ]
                for (const [toFiring, toActivity, chance] of arrivals) {
                    const staying = share * chance * (1 - hazard(panel, window, toFiring))
                    nextLiving[at(toFiring, toActivity)]! += staying * (1 - panel.churn)
                    nextChurned[at(toFiring, toActivity)]! += staying * panel.churn
                }
            }
        }
        living = nextLiving
        churned = nextChurned
        const counts = {a: 0, n1: 0, c: 0, n0: 0}
        for (let firing = 0; firing <= window; firing++) {
            for (let activity = 0; activity < alive; activity++) {
                const rows = living[at(firing, activity)]! + churned[at(firing, activity)]!
                const conversions = living[at(firing, activity)]! * willConvert[firing]!
                if (firing < window) {
                    counts.n1 += rows
                    counts.a += conversions
                } else {
                    counts.n0 += rows
                    counts.c += conversions
                }
            }
        }
        result.push(counts)
    }
    return result
}

/** Chance of converting within the horizon, by days since the last firing, of an account that has not churned. */
function conversionChance(panel: PlantedPanel, window: number, horizon: number): number[] {
    let chance = new Array<number>(window + 1).fill(0)
    for (let day = 0; day < horizon; day++) {
        const after = (firing: number) => {
            const now = hazard(panel, window, firing)
            return now + (1 - now) * (1 - panel.churn) * chance[firing]!
        }
        chance = chance.map(
            (_, firing) => panel.firing * after(0) + (1 - panel.firing) * after(Math.min(firing + 1, window)),
        )
    }
    return chance
}

function hazard(panel: PlantedPanel, window: number, sinceFiring: number): number {
    return panel.conversion * (sinceFiring < window ? panel.multiplier : 1)
}

function add(counts: readonly ExpectedCounts[]): ExpectedCounts {
    return counts.reduce(
        (sum, {a, n1, c, n0}) => ({a: sum.a + a, n1: sum.n1 + n1, c: sum.c + c, n0: sum.n0 + n0}),
        {
            a: 0,
            n1: 0,
            c: 0,
            n0: 0,
        },
    )
}
