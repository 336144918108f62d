import {Settings} from "attio/client"

import check from "../../inside/check-connection.server"
import schema from "./schema"

export default Settings.defineWorkspacePage(schema, () => {
    const {Form, Section, TextInput, NumberInput, Toggle, Combobox, Button, WithState} =
        Settings.useForm(schema)
    return (
        <Form>
            <Section title="PostHog" description="Where the signals come from.">
                <TextInput name="host" label="Address" placeholder="https://eu.posthog.com" url />
                <Combobox
                    name="host"
                    label="Region"
                    options={[
                        {value: "https://eu.posthog.com", label: "Europe"},
                        {value: "https://us.posthog.com", label: "United States"},
                    ]}
                />
                <NumberInput name="threshold" label="Hot from" min={0} max={100} />
                <Toggle name="notes" label="Write notes" description="Adds a note to the deal." />
                <WithState values>
                    {({values}) => (values.notes ? <Section title="Notes are on">{null}</Section> : <></>)}
                </WithState>
                <Button title="Connection" label="Check" onClick={() => void check()} />
            </Section>
        </Form>
    )
})
