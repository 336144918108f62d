import {lookUp, type Sentence, type Stated} from "@beton/shared/explain/sentence"

/** Words that no sentence may hold: jargon, false promises, and values that leaked. */
const FORBIDDEN =
    /\b(landmarks?|account-dates?|clusters?|clustered|censor\w*|p-values?|significan\w*|confiden\w*|hypothes\w*|regression|caus(e|es|ed|al)|drives?|drove|leads to|led to|because of|thanks to|boosts?|accuracy|NaN|undefined|null|Infinity|true|false)\b/i

/** Every complaint about a sentence made from `root`; none when all of it can be traced. */
export function complaints(sentence: Sentence, root: object): string[] {
    return [
        ...strayNumbers(sentence),
        ...sentence.numbers.flatMap((number) => untraceable(number, root)),
        ...sharesWithoutCounts(sentence),
        ...style(sentence),
    ]
}

/** The digits of the text, names aside, must be those of its numbers, in order. */
function strayNumbers({text, numbers, names}: Sentence): string[] {
    let rest = text
    let from = 0
    for (const name of names) {
        const at = rest.indexOf(name, from)
        if (at < 0) return [`the name "${name}" is not in the text`]
        rest = `${rest.slice(0, at)}§${rest.slice(at + name.length)}`
        from = at + 1
    }
    const [found, declared] = [digitsOf(rest), numbers.flatMap(({shown}) => digitsOf(shown))]
    return JSON.stringify(found) === JSON.stringify(declared)
        ? []
        : [`the text has ${found.join(" ")}, declared are ${declared.join(" ")}`]
}

function digitsOf(text: string): string[] {
    return text.match(/\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g) ?? []
}

/** The value must be what the data hold, and what is shown must be that value, rounded as declared. */
function untraceable(number: Stated, root: object): string[] {
    const value = lookUp(root, number.path)
    if (value !== number.value) return [`${number.path} is ${String(value)}, not ${number.value}`]
    return isRounded(number) ? [] : [`${number.path}: ${number.value} is not "${number.shown}"`]
}

function isRounded({value, shown, rounding}: Stated): boolean {
    if (typeof value === "string") return shown.endsWith(String(new Date(value).getUTCFullYear()))
    const [digits = ""] = digitsOf(shown)
    const read = Number(digits.replace(/,/g, "")) * (shown.startsWith("-") ? -1 : 1)
    const within = (error: number): boolean => Math.abs(read - value) <= error + 1e-9 * Math.abs(value)
    switch (rounding) {
        case "count":
            return read === value
        case "rate":
            return within(value < 9.95 ? 0.05 : 0.5)
        case "percent":
            if (shown === "under 0.1 %") return value > 0 && value < 0.0005
            if (shown === "over 99 %") return value >= 0.995 && value < 1
            return shown.endsWith(" %") && percentWithin(read, value)
        case "percentLimit":
            return percentWithin(read, value)
        case "times":
            if (shown.startsWith("just"))
                return value !== 1 && within(5e-4) && value > 1 === shown.includes("above")
            return within(value < 1 ? 0.005 : value < 9.95 ? 0.05 : 0.5) && (value === 1) === (read === 1)
        case "days":
            return within(0.05)
        case "wait":
            if (shown === "a month") return value <= 1
            return shown.endsWith("years")
                ? Math.abs(read - value / 12) <= 0.5
                : read - value < 1 && read >= value
        case "setting":
            return within(5e-5)
        case "money":
            return Math.abs(read - value) <= Math.max(0.5, 0.005 * Math.abs(value))
        default:
            return false
    }
}

function percentWithin(read: number, value: number): boolean {
    return Math.abs(read - 100 * value) <= (100 * value < 9.95 ? 0.05 : 0.5) + 1e-9
}

/** No bare percentage: the n of a share stands in the same sentence. */
function sharesWithoutCounts({numbers}: Sentence): string[] {
    return numbers.flatMap(({path, rounding}) => {
        if (rounding !== "percent" || !path.endsWith(".value")) return []
        const n = path.replace(/value$/, "n")
        return numbers.some((other) => other.path === n) ? [] : [`${path} stands without its n`]
    })
}

function style({text, names}: Sentence): string[] {
    const ours = names.reduce((rest, name) => rest.replace(name, "§"), text)
    const found: string[] = []
    const forbidden = FORBIDDEN.exec(ours)
    if (forbidden !== null) found.push(`"${forbidden[0]}" is not a plain word`)
    if (/ {2}| [.,;:]|\.\.|^\s|\s$/.test(ours)) found.push("spaces or stops are wrong")
    if (!/[.§]$/.test(ours)) found.push("it does not end")
    if (!/^[A-Z§\d]/.test(ours)) found.push("it does not begin with a large letter")
    if (/(?<![.,\d])1 (accounts|weekly checks|times|days|months|years|deals|more accounts)\b/.test(ours))
        found.push("a plural of one")
    return found
}
