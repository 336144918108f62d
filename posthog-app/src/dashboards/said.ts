/** What a table leaves out at the end, so that nobody takes it for all there is. */
export function atMost(rows: number, what: string): string {
    return `At most ${rows} ${what} are shown.`
}

/** A share of the settings in percent: no digit less than it has, as a rounded threshold would be another one. */
export function percentOf(share: number): string {
    return `${Number((100 * share).toPrecision(6))} %`
}
