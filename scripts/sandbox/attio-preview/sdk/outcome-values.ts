const KINDS = [
    ...["attioActor", "attioAttribute", "attioList", "attioNote", "attioObject", "attioRecord"],
    ...["attioSelectOption", "attioSequence", "attioTask", "currency", "date", "domain", "duration"],
    ...["emailAddress", "location", "personalName", "phoneNumber"],
]

/** A value of a special type, as a block hands it on. */
export const tagged =
    (kind: string) =>
    (value: Readonly<Record<string, unknown>>): Record<string, unknown> => ({...value, kind})

/** `Workflows.OutcomeValue` as far as client and server have it alike: values from their parts (SDK.md §2.4). */
export function outcomeValues(): Record<string, (value: never) => unknown> {
    return {
        ...Object.fromEntries(KINDS.map((kind) => [kind, tagged(kind)])),
        richText: (text: string) => tagged("richText")({text}),
    }
}
