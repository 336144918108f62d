// Products such as 0.07 * 100 are off their decimal value by a few units in the last place.
const ROUNDING = 1e-12

/** A product whose decimal value is a whole number, as that number: 7.000000000000001 becomes 7. */
function snap(value: number): number {
    const nearest = Math.round(value)
    return Math.abs(value - nearest) <= ROUNDING * Math.max(1, Math.abs(value)) ? nearest : value
}

/** Ceiling of the decimal value: ceilDecimal(0.07 * 100) is 7, though the double product is above 7. */
export function ceilDecimal(value: number): number {
    return Math.ceil(snap(value))
}

/** Floor of the decimal value: floorDecimal(0.29 * 100) is 29, though the double product is below 29. */
export function floorDecimal(value: number): number {
    return Math.floor(snap(value))
}
