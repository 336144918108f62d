import {Settings} from "attio/client"

import {pairingSummary} from "../../beton/settings/configuration"
import {showConfiguration} from "../../beton/settings/show-configuration"
import {showConnectionCheck} from "../../beton/settings/show-connection-check"
import {showTriggerAddress} from "../../beton/settings/show-trigger-address"
import schema from "./schema"

export default Settings.defineWorkspacePage(schema, () => {
    const {Form, Section, TextInput, Button, WithState} = Settings.useForm(schema)
    return (
        <Form>
            <Section
                title="Pairing"
                description="Run `beton pairing` where Beton runs and paste the line that it prints. It holds no secret."
            >
                <TextInput name="pairing" label="Pairing text" placeholder="beton1.…" multiline />
            </Section>
            <WithState values>
                {({values: {pairing}}) => (
                    <Section {...pairingSummary(pairing)}>
                        <Button
                            title="What Beton uses"
                            label="Show"
                            onClick={() => void showConfiguration(pairing)}
                        />
                    </Section>
                )}
            </WithState>
            <Section
                title="Connection"
                description="Asks PostHog and Attio once and says what is missing and how to fix it."
            >
                <Button title="Connection check" label="Check" onClick={() => void showConnectionCheck()} />
            </Section>
            <Section
                title="Workflow trigger"
                description="The trigger needs one address in the PostHog app's settings, once."
            >
                <Button title="Address for messages" label="Show" onClick={() => void showTriggerAddress()} />
            </Section>
        </Form>
    )
})
