import {UsageError} from "../cli/errors"
import {Ask, type AskOptions, type Prompts} from "./ask"

const PROMPTS: Prompts = {
    select: async () => "typed",
    input: async () => "typed",
    password: async () => " typed ",
    confirm: async () => true,
}
const ask = (o: Partial<AskOptions>) =>
    new Ask({given: {}, hints: {}, yes: false, prompts: null, say: () => undefined, ...o})
const given = (value: string) => ({q: {value, from: "--q"}})
const fine = (): null => null
const CHOICES = [{value: "a", label: "A"}, {value: "b", label: "B"}] // prettier-ignore
const choose = (o: Partial<AskOptions>, accept?: (value: string) => string | null) =>
    ask(o).choose({id: "q", message: "Q?", choices: CHOICES, proposed: "a", ...(accept ? {accept} : {})})

it("what was given wins over --yes, and --yes over a person", async () => {
    expect(await choose({given: given("b"), yes: true, prompts: PROMPTS})).toBe("b")
    expect(await choose({yes: true, prompts: PROMPTS})).toBe("a")
    expect(await choose({prompts: PROMPTS})).toBe("typed")
    await expect(choose({})).rejects.toThrow(UsageError)
})

it("a given answer is checked", async () => {
    await expect(choose({given: given("c")})).rejects.toThrow("--q c: must be one of a, b.")
    await expect(choose({given: given("c")}, () => "is no good.")).rejects.toThrow("--q c: is no good.")
    expect(await choose({given: given("c")}, fine)).toBe("c")
    const text = (value: string) => ask({given: given(value)}).text({id: "q", message: "Q?", check: (it) => (it === "x" ? null : "must be x.")})
    expect(await text("x")).toBe("x")
    await expect(text("y")).rejects.toThrow("--q y: must be x.")
}) // prettier-ignore

it("a secret is trimmed, may be left out where that has a meaning, and is never repeated", async () => {
    const secret = (o: Partial<AskOptions>, whenEmpty?: string) =>
        ask(o).secret({id: "q", message: "Q?", check: (it) => (it === "wrong" ? "is wrong." : null), ...(whenEmpty === undefined ? {} : {whenEmpty})})
    expect(await secret({prompts: PROMPTS})).toBe("typed")
    expect(await secret({yes: true, prompts: PROMPTS})).toBe("typed")
    expect(await secret({yes: true}, "kept")).toBe("kept")
    expect(await secret({given: given("")}, "kept")).toBe("kept")
    await expect(secret({given: given("wrong")})).rejects.toEqual(new UsageError("--q: is wrong."))
}) // prettier-ignore

it("a refused answer is asked of a person, or ends it", async () => {
    const said: string[] = []
    const one = ask({given: given("b"), yes: true, prompts: PROMPTS, say: (text) => said.push(text)})
    one.refuse("q", "No good.")
    expect(said).toEqual(["No good."])
    expect(await one.choose({id: "q", message: "Q?", choices: CHOICES, proposed: "a"})).toBe("typed")
    expect(() => ask({given: given("b")}).refuse("q", "No good.")).toThrow("--q: No good.")
    expect(() => ask({hints: {q: "--q"}}).refuse("q", "No good.")).toThrow("--q: No good.")
})

it("what --yes does not cover needs its own option or a person", async () => {
    const q = {id: "q", message: "Really?"}
    await expect(ask({yes: true, hints: {q: "--really"}}).explicit(q)).rejects.toThrow(
        "Really? Say so with --really.",
    )
    expect(await ask({yes: true, given: given("yes")}).explicit(q)).toBe(true)
    expect(await ask({yes: true, prompts: PROMPTS}).explicit(q)).toBe(true)
})
