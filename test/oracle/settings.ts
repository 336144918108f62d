import type {SignalSettings} from "./types"

/** Typed access to the effective settings of one signal; every accessor throws when the value has another type. */
export class Settings {
    constructor(
        private readonly signal: string,
        private readonly values: SignalSettings,
    ) {}

    /** The signal runs unless its settings say `enabled: false`. */
    get enabled(): boolean {
        return this.values.enabled !== false
    }

    /** A number. */
    number(name: string): number {
        const value = this.values[name]
        return typeof value === "number" && Number.isFinite(value) ? value : this.refuse(name, "a number")
    }

    /** A text that is not empty. */
    text(name: string): string {
        const value = this.values[name]
        return typeof value === "string" && value !== "" ? value : this.refuse(name, "a text")
    }

    /** A text that is not empty, or null. */
    textOrNull(name: string): string | null {
        return this.values[name] === null ? null : this.text(name)
    }

    /** A yes or no. */
    flag(name: string): boolean {
        const value = this.values[name]
        return typeof value === "boolean" ? value : this.refuse(name, "true or false")
    }

    /** A list of texts. */
    texts(name: string): string[] {
        const value = this.values[name]
        const ok = Array.isArray(value) && value.every((item) => typeof item === "string")
        return ok ? (value as string[]) : this.refuse(name, "a list of texts")
    }

    /** A map from text to number. */
    numbersByText(name: string): ReadonlyMap<string, number> {
        const value = this.values[name]
        const ok =
            typeof value === "object" &&
            value !== null &&
            !Array.isArray(value) &&
            Object.values(value).every((item) => typeof item === "number")
        return ok
            ? new Map(Object.entries(value as Record<string, number>))
            : this.refuse(name, "an object of numbers")
    }

    private refuse(name: string, wanted: string): never {
        throw new Error(
            `The setting ${this.signal}.${name} must be ${wanted}: give the effective settings, defaults included.`,
        )
    }
}
