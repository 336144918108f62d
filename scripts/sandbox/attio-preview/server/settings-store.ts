import {HostRefusal} from "../sdk/refusal"
import {checkFields, type SettingFields} from "../sdk/root-sdk"

export type SettingValue = string | number | boolean | null

/** Workspace settings: one value a field, null until set, checked by the registered schema (SDK.md §2.3). */
export class SettingsStore {
    #fields: SettingFields = {}
    readonly #values = new Map<string, SettingValue>()

    /** What a bundle registers when it starts. */
    register(schema: unknown): void {
        const fields = (schema as {workspace?: unknown} | null)?.workspace
        if (fields === undefined) throw new HostRefusal("The app registered no workspace settings.")
        checkFields(fields)
        this.#fields = Object.fromEntries(Object.entries(fields).map(([key, {type}]) => [key, {type}]))
    }

    get fields(): SettingFields {
        return this.#fields
    }

    /** All values. */
    all(): Record<string, SettingValue> {
        return Object.fromEntries(
            Object.keys(this.#fields).map((key) => [key, this.#values.get(key) ?? null]),
        )
    }

    /** @throws HostRefusal for an unknown key */
    get(key: unknown): SettingValue {
        return this.#values.get(this.#known(key)) ?? null
    }

    /** @throws HostRefusal for an unknown key or a value of another type */
    set(key: unknown, value: unknown): void {
        const name = this.#known(key)
        const type = this.#fields[name]?.type
        if (value === null) {
            this.#values.delete(name)
            return
        }
        if (typeof value !== type || (typeof value === "number" && !Number.isFinite(value)))
            throw new HostRefusal(`The setting ${name} takes a ${String(type)}.`)
        this.#values.set(name, value as SettingValue)
    }

    #known(key: unknown): string {
        if (typeof key !== "string" || !(key in this.#fields))
            throw new HostRefusal(`The app has no setting "${String(key)}".`)
        return key
    }
}
