import {
    countText,
    dateText,
    daysText,
    moneyText,
    percentLimit,
    percentText,
    rateText,
    settingText,
    timesText,
    waitText,
} from "./numbers"

/** How a number of a sentence is rounded and written. */
export const ROUNDINGS = {
    count: countText,
    rate: rateText,
    percent: percentText,
    percentLimit,
    times: timesText,
    days: daysText,
    wait: waitText,
    setting: settingText,
    money: moneyText,
} as const

/** See `ROUNDINGS`; "date" is the day of an instant. */
export type Rounding = keyof typeof ROUNDINGS | "date"

/** A number or day in a sentence, and where it comes from. */
export interface Stated {
    /** Place in the data the sentence was made from, such as "signal.track_record.with.k". */
    readonly path: string
    /** The value found there, unrounded; a date as ISO text. */
    readonly value: number | string
    readonly rounding: Rounding
    /** The words for it in the sentence. */
    readonly shown: string
}

/** A plain sentence, or a part of one, with everything in it that can be checked against the data. */
export interface Sentence {
    readonly text: string
    /** In the order of the text; apart from `names` the text holds no other digits. */
    readonly numbers: readonly Stated[]
    /** Texts of the customer's own or taken over as they are, which may hold digits: titles, reasons, evidence. */
    readonly names: readonly string[]
}

/** A text that is not ours, taken over as it is. */
export function name(text: string): Sentence {
    return {text, numbers: [], names: text === "" ? [] : [text]}
}

/** Joins words, numbers and parts of sentences into one. */
export function say(
    words: TemplateStringsArray,
    ...parts: readonly (Stated | Sentence | string)[]
): Sentence {
    return joined(words.flatMap((text, i) => (i === 0 ? [text] : [parts[i - 1] ?? "", text])))
}

/** Parts in a row. */
export function joined(parts: readonly (Stated | Sentence | string)[], between = ""): Sentence {
    const numbers: Stated[] = []
    const names: string[] = []
    const texts = parts.map((part) => {
        if (typeof part === "string") return part
        if ("shown" in part) {
            numbers.push(part)
            return part.shown
        }
        numbers.push(...part.numbers)
        names.push(...part.names)
        return part.text
    })
    return {text: texts.join(between), numbers, names}
}

/** Reads numbers of one object for sentences. */
export interface Figures {
    /** The number at a path. @throws Error when there is none */
    stated(path: string, rounding: keyof typeof ROUNDINGS): Stated
    /** The day at a path. @throws Error when there is no instant */
    date(path: string): Stated
    /** The number at a path, or null. */
    value(path: string): number | null
}

/** A reader of the object that sentences are made from. */
export function figuresOf(root: object): Figures {
    const at = (path: string): unknown => lookUp(root, path)
    return {
        stated(path, rounding) {
            const value = at(path)
            if (typeof value !== "number" || !Number.isFinite(value))
                throw new Error(`A sentence needs a number at ${path}.`)
            return {path, value, rounding, shown: ROUNDINGS[rounding](value)}
        },
        date(path) {
            const value = at(path)
            if (typeof value !== "string" || Number.isNaN(Date.parse(value)))
                throw new Error(`A sentence needs a date at ${path}.`)
            return {path, value, rounding: "date", shown: dateText(value)}
        },
        value(path) {
            const value = at(path)
            return typeof value === "number" && Number.isFinite(value) ? value : null
        },
    }
}

/** What an object holds at a path of names and places joined by dots; undefined where it ends early. */
export function lookUp(root: object, path: string): unknown {
    return path
        .split(".")
        .reduce<unknown>(
            (value, key) =>
                typeof value === "object" && value !== null
                    ? (value as Record<string, unknown>)[key]
                    : undefined,
            root,
        )
}

/** "1 account", "3 accounts". */
export function counted(number: Stated, one: string, many = `${one}s`): Sentence {
    return say`${number} ${number.shown === "1" ? one : many}`
}

/** A sentence with its first letter large. */
export function capital(sentence: Sentence): Sentence {
    const text = sentence.text.charAt(0).toUpperCase() + sentence.text.slice(1)
    return {...sentence, text}
}
