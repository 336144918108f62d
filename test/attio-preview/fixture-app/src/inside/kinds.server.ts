/** Kinds of signals, as options. */
export default async function kinds(): Promise<{value: string; label: string}[]> {
    return [
        {value: "any", label: "Any signal"},
        {value: "spike", label: "Usage spike"},
    ]
}
