/** What a HogQL placeholder may hold (CONTRACT §5 `values`: constants and arrays, never identifiers). */
export type HogqlValue = string | number | boolean | null | readonly HogqlValue[]

/** A piece of HogQL text with the values its `{placeholders}` need. Made only by the functions of this file. */
export interface Fragment {
    readonly text: string
    readonly values: Readonly<Record<string, HogqlValue>>
}

const PLACEHOLDER_NAME = /^[a-z][a-z0-9_]*$/
const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$ .:/@!-]{0,199}$/

function merge(parts: readonly Fragment[]): Record<string, HogqlValue> {
    const merged: Record<string, HogqlValue> = {}
    for (const part of parts) {
        for (const [name, value] of Object.entries(part.values)) {
            if (name in merged && JSON.stringify(merged[name]) !== JSON.stringify(value)) {
                throw new Error(`HogQL placeholder {${name}} is bound to two different values in one query.`)
            }
            merged[name] = value
        }
    }
    return merged
}

/**
 * Joins literal query text with other fragments. Only fragments can be interpolated, so no setting
 * and no data ever becomes query text: names go through `ident`, values through `bind`.
 *
 * @throws Error when one placeholder name carries two different values.
 */
export function hogql(strings: TemplateStringsArray, ...parts: Fragment[]): Fragment {
    let text = strings[0] ?? ""
    parts.forEach((part, index) => {
        text += part.text + (strings[index + 1] ?? "")
    })
    return {text, values: merge(parts)}
}

/**
 * A bound value: prints `{name}` and carries the value beside the text.
 *
 * @throws Error when the name is not lower_snake_case.
 */
export function bind(name: string, value: HogqlValue): Fragment {
    if (!PLACEHOLDER_NAME.test(name)) throw new Error(`"${name}" is not a valid placeholder name.`)
    return {text: `{${name}}`, values: {[name]: value}}
}

/**
 * An identifier that a setting names (property, group property): whitelisted characters, in backticks.
 * The only way a setting reaches query text (DESIGN §4).
 *
 * @throws Error naming the identifier when it holds a character that no PostHog name of ours needs.
 */
export function ident(name: string): Fragment {
    if (!IDENTIFIER.test(name) || name === "team_id") {
        throw new Error(
            `"${name}" cannot be used as a property name in a query: use letters, digits, spaces and _ $ . : / @ ! - (at most 200).`,
        )
    }
    return {text: `\`${name}\``, values: {}}
}

/**
 * The name of a property as a constant of the text, whitelisted like `ident`: for functions that take it as a value, where
 * none may be bound (see `word`).
 *
 * @throws Error naming it when it holds a character that no PostHog name of ours needs.
 */
export function propertyName(name: string): Fragment {
    ident(name)
    return {text: `'${name}'`, values: {}}
}

/**
 * A dotted name that a setting gives, such as a warehouse table `stripe.customer`: each part like `ident`.
 *
 * @throws Error naming the part that no PostHog name of ours needs.
 */
export function identPath(name: string): Fragment {
    return {
        text: name
            .split(".")
            .map((part) => ident(part).text)
            .join("."),
        values: {},
    }
}

/**
 * A whole number written into the text (LIMIT and column indexes cannot be bound everywhere).
 *
 * @throws Error when it is not a safe non-negative integer.
 */
export function integer(value: number): Fragment {
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${value} is not a whole number >= 0.`)
    return {text: String(value), values: {}}
}

const WORD = /^[A-Za-z0-9_-]{1,64}$/

/**
 * A word of ours written into the text as a constant, whitelisted so that nothing in it can end the constant. Only for
 * stored queries that follow a dashboard's date filter: PostHog refuses `values` beside `{filters}`.
 *
 * @throws Error when it holds anything else than letters, digits, _ and -
 */
export function word(text: string): Fragment {
    if (!WORD.test(text)) throw new Error("Only letters, digits, _ and - may be written into a stored query.")
    return {text: `'${text}'`, values: {}}
}

const ADDRESS = /^https?:\/\/[A-Za-z0-9.:-]+(\/[A-Za-z0-9._~-]+)*\/?$/

/**
 * A web address of ours written into the text as a constant, like `word`.
 *
 * @throws Error when it holds anything that no plain address needs
 */
export function address(text: string): Fragment {
    if (!ADDRESS.test(text)) throw new Error("Only a plain web address may be written into a stored query.")
    return {text: `'${text}'`, values: {}}
}

/** Where the date filter of a dashboard goes; TRUE without one (CONTRACT §5). Its SELECT must read `events` itself. */
export const FILTERS: Fragment = {text: "{filters}", values: {}}

/** Nothing at all: the neutral element of composition. */
export const EMPTY: Fragment = {text: "", values: {}}

/** Fragments separated by literal text of ours, e.g. `join(conditions, " AND ")`. */
export function join(
    parts: readonly Fragment[],
    separator: " AND " | " OR " | ", " | " + " | "\nUNION ALL\n",
): Fragment {
    return {text: parts.map((part) => part.text).join(separator), values: merge(parts)}
}

/**
 * The same fragment with all its placeholders renamed, so that several texts made apart can stand in one query though
 * they use the same names for different values.
 *
 * @param prefix lower_snake_case, such as `pricing_intent_`
 */
export function scoped(prefix: string, fragment: Fragment): Fragment {
    return {
        text: fragment.text.replace(
            /\{([a-z][a-z0-9_]*)\}/g,
            (_, name: string) => bind(`${prefix}${name}`, null).text,
        ),
        values: Object.fromEntries(
            Object.entries(fragment.values).map(([name, value]) => [`${prefix}${name}`, value]),
        ),
    }
}
