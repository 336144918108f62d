/** "1 visit", "3 visits". */
export function count(n: number, one: string, many = `${one}s`): string {
    return `${formatNumber(n)} ${n === 1 ? one : many}`
}

/** Thousands separated, at most one decimal, independent of the machine's locale. */
export function formatNumber(n: number): string {
    const rounded = Math.abs(n) >= 100 ? Math.round(n) : Math.round(n * 10) / 10
    const [whole = "0", fraction] = String(Math.abs(rounded)).split(".")
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",")
    return `${rounded < 0 ? "-" : ""}${grouped}${fraction ? `.${fraction}` : ""}`
}
