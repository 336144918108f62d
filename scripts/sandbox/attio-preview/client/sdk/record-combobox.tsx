import {call} from "../api"
import {type Option, type OptionsProvider, Picker, PICKER_PROPS} from "./combobox"
import {component} from "./component"
import type {InputProps} from "./inputs"

interface Row {
    readonly id: {readonly record_id: string}
    readonly values: Readonly<Record<string, readonly {value?: unknown; full_name?: unknown}[]>>
}

/** Records of objects by name, from the workspace. */
function recordOptions(objects: readonly string[]): OptionsProvider {
    const all = async (): Promise<Option[]> => {
        const lists = await Promise.all(
            objects.map(async (object) => {
                const {records} = await call<{records: Row[]}>("GET", `/api/objects/${object}/records`)
                return records.map(({id, values}) => ({
                    value: `${object}/${id.record_id}`,
                    label: String(values.name?.[0]?.value ?? values.name?.[0]?.full_name ?? id.record_id),
                }))
            }),
        )
        return lists.flat()
    }
    return {
        search: async (query) =>
            (await all()).filter(({label}) => label.toLowerCase().includes(query.toLowerCase())),
        getOption: async (value) => (await all()).find((option) => option.value === value),
    }
}

const recordPicker = (tag: string, objectProp: string, kind: string) =>
    component<InputProps & Record<string, unknown>>(
        tag,
        ["dialog", "configurator"],
        {...PICKER_PROPS, [`${objectProp}?`]: "any"},
        (props) => {
            const given = props[objectProp] ?? ["people", "companies", "deals"]
            return (
                <Picker
                    {...props}
                    tag={tag}
                    kinds={[kind]}
                    options={recordOptions(Array.isArray(given) ? (given as string[]) : [String(given)])}
                    toKey={(value) => {
                        const {object, recordId} = value as {object: string; recordId: string}
                        return `${object}/${recordId}`
                    }}
                    fromKey={(key) => ({object: key.split("/")[0], recordId: key.split("/")[1]})}
                />
            )
        },
    )

export const AttioRecordCombobox = recordPicker("AttioRecordCombobox", "object", "attio-record")
export const AttioRecordInput = recordPicker("AttioRecordInput", "objectSlug", "attioRecord")
