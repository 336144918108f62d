import {fromAttio} from "./said-by"

test.each([
    ["Attio asks to slow down.", "Attio asks to slow down."],
    ["The answer is not JSON.", "Attio: The answer is not JSON."],
    ["Attiowall is full.", "Attio: Attiowall is full."],
])("%s", (sentence, said) => expect(fromAttio(sentence)).toBe(said))
