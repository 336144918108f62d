import type {LandmarkSettings} from "../../../shared/src/stats/landmark-backtest"

/** The landmark definition of METHODS §3.4. */
export const LANDMARK: LandmarkSettings = {
    window: 14,
    horizon: 30,
    gap: 0,
    step: 7,
    first: 14,
    minTenure: 14,
    activeWithin: 7,
    dataEnd: 359,
}
